# The official PostgreSQL image with csat in it:
#   docker build -t csat --build-arg PG_MAJOR=17 .
ARG PG_MAJOR=17
FROM postgres:$PG_MAJOR
ARG PG_MAJOR

COPY . /tmp/csat
RUN apt-get update && \
	apt-mark hold locales && \
	apt-get install -y --no-install-recommends build-essential postgresql-server-dev-$PG_MAJOR && \
	make -C /tmp/csat clean && \
	make -C /tmp/csat && \
	make -C /tmp/csat install && \
	rm -r /tmp/csat && \
	apt-get remove -y build-essential postgresql-server-dev-$PG_MAJOR && \
	apt-get autoremove -y && \
	apt-mark unhold locales && \
	rm -rf /var/lib/apt/lists/*
