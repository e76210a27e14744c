# The official PostgreSQL image with csat in it:
#   docker build -t csat --build-arg PG_MAJOR=17 .
# Built in a stage of its own, so that no compiler, source or package list is in the image.
ARG PG_MAJOR=17

FROM postgres:$PG_MAJOR AS build
ARG PG_MAJOR
RUN apt-get update && apt-get install -y --no-install-recommends make gcc libc6-dev postgresql-server-dev-$PG_MAJOR
COPY . /csat
RUN make -C /csat with_llvm=no && make -C /csat with_llvm=no install DESTDIR=/stage

FROM postgres:$PG_MAJOR
COPY --from=build /stage/ /
