/*
 * shim.c
 *		See shim.h.  The functions below have the names and the behaviour of the
 *		backend's, as far as csat can tell the difference.
 */
#include "shim.h"

#include <setjmp.h>

#include "common/unicode_norm.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

void
fuzz_check(bool holds, const char *property)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", property);
	abort();
}

/* -------- memory -------- */

static void **blocks;			/* what is allocated; NULL where it was freed */
static size_t block_count;
static size_t block_room;

MemoryContext CurrentMemoryContext = NULL;

static void *
remember(void *block)
{
	fuzz_check(block != NULL, "there is memory");
	if (block_count == block_room)
	{
		block_room = block_room * 2 + 1024;
		blocks = realloc(blocks, block_room * sizeof(void *));
	}
	return blocks[block_count++] = block;
}

void
fuzz_reset(void)
{
	while (block_count > 0)
		free(blocks[--block_count]);
}

void *
palloc(Size size)
{
	fuzz_check(AllocSizeIsValid(size), "no allocation is too large");
	return remember(malloc(size));
}

void *
palloc0(Size size)
{
	fuzz_check(AllocSizeIsValid(size), "no allocation is too large");
	return remember(calloc(1, size));
}

void *
palloc_extended(Size size, int flags)
{
	return remember(calloc(1, size));
}

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	return palloc(size);
}

void *
MemoryContextAllocZero(MemoryContext context, Size size)
{
	return palloc0(size);
}

static size_t
block_number(void *block)
{
	for (size_t i = block_count; i-- > 0;)
	{
		if (blocks[i] == block)
			return i;
	}
	fuzz_check(false, "only what was allocated is freed");
	return 0;
}

void
pfree(void *block)
{
	size_t		i = block_number(block);

	free(block);
	blocks[i] = NULL;
}

void *
repalloc(void *block, Size size)
{
	size_t		i = block_number(block);

	blocks[i] = realloc(block, size);
	return blocks[i];
}

char *
pnstrdup(const char *text, Size len)
{
	char	   *copy = palloc(strnlen(text, len) + 1);

	memcpy(copy, text, strnlen(text, len));
	copy[strnlen(text, len)] = '\0';
	return copy;
}

char *
pstrdup(const char *text)
{
	return pnstrdup(text, strlen(text));
}

struct varlena *
pg_detoast_datum(struct varlena *value)
{
	return value;
}

struct varlena *
pg_detoast_datum_packed(struct varlena *value)
{
	return value;
}

text *
cstring_to_text(const char *string)
{
	int			len = (int) strlen(string);
	text	   *value = palloc(len + VARHDRSZ);

	SET_VARSIZE(value, len + VARHDRSZ);
	memcpy(VARDATA(value), string, len);
	return value;
}

/* The library's is made for frontends and takes its memory from malloc: see the --wrap of fuzz/run. */
extern pg_wchar *__real_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input);
extern pg_wchar *__wrap_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input);

pg_wchar *
__wrap_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input)
{
	return remember(__real_unicode_normalize(form, input));
}

char *
quote_literal_cstr(const char *text)
{
	return psprintf("'%s'", text);
}

/* -------- errors -------- */

static sigjmp_buf *handler;
static int	raised;
static char message[16384];

int
fuzz_try(FuzzBody body, void *arg)
{
	sigjmp_buf *outer = handler;
	sigjmp_buf	here;

	raised = 0;
	handler = &here;
	if (sigsetjmp(here, 0) == 0)
		body(arg);
	handler = outer;
	return raised;
}

bool
errstart(int level, const char *domain)
{
	raised = ERRCODE_INTERNAL_ERROR;
	return true;
}

bool
errstart_cold(int level, const char *domain)
{
	return errstart(level, domain);
}

void
errfinish(const char *file, int line, const char *function)
{
	fuzz_check(handler != NULL, "an error is raised where one may be");
	siglongjmp(*handler, 1);
}

#if PG_VERSION_NUM >= 160000
bool
errsave_start(struct Node *context, const char *domain)
{
	return errstart(ERROR, domain);
}

void
errsave_finish(struct Node *context, const char *file, int line, const char *function)
{
	errfinish(file, line, function);
}
#endif

int
errcode(int code)
{
	raised = code;
	return 0;
}

/* Formatting reads the arguments, which is what is to be tried. */
static int
format(const char *text, va_list args)
{
	fuzz_check(vsnprintf(message, sizeof(message), text, args) >= 0, "a message can be formatted");
	return 0;
}

int
errmsg(const char *text,...)
{
	va_list		args;

	va_start(args, text);
	format(text, args);
	va_end(args);
	return 0;
}

int
errmsg_internal(const char *text,...)
{
	va_list		args;

	va_start(args, text);
	format(text, args);
	va_end(args);
	return 0;
}

int
errdetail(const char *text,...)
{
	va_list		args;

	va_start(args, text);
	format(text, args);
	va_end(args);
	return 0;
}

int
errdetail_internal(const char *text,...)
{
	va_list		args;

	va_start(args, text);
	format(text, args);
	va_end(args);
	return 0;
}

int
errhint(const char *text,...)
{
	va_list		args;

	va_start(args, text);
	format(text, args);
	va_end(args);
	return 0;
}

/* -------- messages of the protocol -------- */

StringInfo
fuzz_message(const char *data, int size)
{
	StringInfo	buf = palloc0(sizeof(StringInfoData));

	/* exactly so many bytes, so that the next one is out of bounds; the server has a zero there */
	buf->data = palloc(size);
	memcpy(buf->data, data, size);
	buf->len = buf->maxlen = size;
	return buf;
}

void
pq_copymsgbytes(StringInfo msg, char *buf, int len)
{
	if (len < 0 || len > msg->len - msg->cursor)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION), errmsg("insufficient data left in message")));
	memcpy(buf, msg->data + msg->cursor, len);
	msg->cursor += len;
}

int
pq_getmsgbyte(StringInfo msg)
{
	unsigned char byte;

	pq_copymsgbytes(msg, (char *) &byte, 1);
	return byte;
}

unsigned int
pq_getmsgint(StringInfo msg, int bytes)
{
	unsigned char byte[4];
	unsigned int result = 0;

	pq_copymsgbytes(msg, (char *) byte, bytes);
	for (int i = 0; i < bytes; i++)
		result = result << 8 | byte[i];
	return result;
}

int64
pq_getmsgint64(StringInfo msg)
{
	uint64		high = pq_getmsgint(msg, 4);

	return (int64) (high << 32 | pq_getmsgint(msg, 4));
}

char *
pq_getmsgtext(StringInfo msg, int rawbytes, int *nbytes)
{
	char	   *text = palloc(rawbytes + 1);

	pq_copymsgbytes(msg, text, rawbytes);
	text[rawbytes] = '\0';
	*nbytes = rawbytes;
	return text;
}

void
pq_begintypsend(StringInfo buf)
{
	initStringInfo(buf);
	appendStringInfoSpaces(buf, 4);
}

void
pq_sendtext(StringInfo buf, const char *text, int len)
{
	appendBinaryStringInfo(buf, text, len);
}

bytea *
pq_endtypsend(StringInfo buf)
{
	SET_VARSIZE(buf->data, buf->len);
	return (bytea *) buf->data;
}

int
GetDatabaseEncoding(void)
{
	return PG_UTF8;
}

int
pg_get_client_encoding(void)
{
	return PG_UTF8;
}

/* The bytes of whole characters up to a limit. */
int
pg_mbcliplen(const char *text, int len, int limit)
{
	int			clipped = 0;

	while (clipped < len)
	{
		int			next = pg_utf_mblen((const unsigned char *) text + clipped);

		if (clipped + next > Min(len, limit))
			break;
		clipped += next;
	}
	return clipped;
}

/* -------- calls -------- */

Datum
fuzz_call(PGFunction function, Datum *args, int nargs, bool *is_null)
{
	LOCAL_FCINFO(fcinfo, FUNC_MAX_ARGS);
	Datum		result;

	InitFunctionCallInfoData(*fcinfo, NULL, nargs, InvalidOid, NULL, NULL);
	for (int i = 0; i < nargs; i++)
	{
		fcinfo->args[i].value = args[i];
		fcinfo->args[i].isnull = false;
	}
	result = function(fcinfo);
	if (is_null != NULL)
		*is_null = fcinfo->isnull;
	return result;
}

char *
fuzz_cstring(const uint8 *data, size_t size)
{
	return pnstrdup((const char *) data, size);
}
