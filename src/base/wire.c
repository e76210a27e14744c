/*
 * wire.c
 *		What binary input has in common: bytes that are not trusted.
 *
 * Whatever the bytes, the answer is 22P03: too few, too many, or out of range.
 */
#include "base/wire.h"

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"

void
wire_fault(const char *type, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary value for type %s", type),
			 errdetail("%s", detail)));
}

/* Raise unless this many bytes are left. */
void
wire_need(const char *type, StringInfo buf, int bytes)
{
	if (buf->len - buf->cursor < bytes)
		wire_fault(type, "The value ends too early.");
}

/* Raise if any byte is left. */
void
wire_end(const char *type, StringInfo buf)
{
	if (buf->cursor != buf->len)
		wire_fault(type, "There are bytes behind the value.");
}

/* The rest of the message as text in the server's encoding. */
Slice
wire_text(const char *type, StringInfo buf)
{
	int			len = buf->len - buf->cursor;
	const char *raw = buf->data + buf->cursor;
	Slice		text;

	if (memchr(raw, '\0', len) != NULL ||
		pg_encoding_verifymbstr(pg_get_client_encoding(), raw, len) != len)
		wire_fault(type, "The text is not valid in the client's encoding.");
	text.data = pq_getmsgtext(buf, len, &text.len);
	return text;
}
