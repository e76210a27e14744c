/*
 * type.c
 *		A text or a message is refused with the SQLSTATE that says so, or it
 *		makes a value that is read back from its own text and from its own
 *		binary form as the same value.
 */
#include "type.h"

#include "mb/pg_wchar.h"

/* One input and what became of it. */
typedef struct Input
{
	const FuzzType *type;
	PGFunction	read;
	Datum		arg;
	Datum		value;
} Input;

static void
read_value(void *arg)
{
	Input	   *input = arg;
	Datum		args[3] = {input->arg, ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)};

	input->value = fuzz_call(input->read, args, 3, NULL);
}

static Datum
call1(PGFunction function, Datum arg)
{
	return fuzz_call(function, &arg, 1, NULL);
}

static Datum
from_text(const FuzzType *type, char *text)
{
	Input		input = {type, type->in, CStringGetDatum(text), 0};

	read_value(&input);
	return input.value;
}

static Datum
from_binary(const FuzzType *type, bytea *bytes)
{
	StringInfo	message = fuzz_message(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ);
	Input		input = {type, type->recv, PointerGetDatum(message), 0};

	read_value(&input);
	return input.value;
}

static void
check_same(const FuzzType *type, Datum a, Datum b)
{
	Datum		both[2] = {a, b};

	if (type->by_value)
	{
		fuzz_check(a == b, "a value read back has the same bits");
		return;
	}
	fuzz_check(DatumGetInt32(fuzz_call(type->cmp, both, 2, NULL)) == 0, "a value read back compares equal");
	fuzz_check(DatumGetInt32(call1(type->hash, a)) == DatumGetInt32(call1(type->hash, b)),
			   "a value read back hashes alike");
	fuzz_check(VARSIZE(DatumGetPointer(a)) == VARSIZE(DatumGetPointer(b)) &&
			   memcmp(DatumGetPointer(a), DatumGetPointer(b), VARSIZE(DatumGetPointer(a))) == 0,
			   "a value read back has the same bytes");
}

/* No error may be raised here: a value that was let in can be written and read. */
static void
round_trips(void *arg)
{
	Input	   *input = arg;
	const FuzzType *type = input->type;
	char	   *text = DatumGetCString(call1(type->out, input->value));
	Datum		again = from_text(type, text);

	check_same(type, input->value, again);
	fuzz_check(strcmp(text, DatumGetCString(call1(type->out, again))) == 0, "the text is canonical");
	check_same(type, input->value, from_binary(type, DatumGetByteaPP(call1(type->send, input->value))));
}

static void
run(Input *input, int expected)
{
	int			raised = fuzz_try(read_value, input);

	fuzz_check(raised == 0 || raised == expected || (raised == input->type->refusal && input->read == input->type->in),
			   "what is refused is refused as malformed");
	if (raised == 0)
		fuzz_check(fuzz_try(round_trips, input) == 0, "what is let in can be written and read");
	fuzz_reset();
}

/* The server lets no text in that is not valid in its encoding. */
void
fuzz_text(const FuzzType *type, const uint8 *data, size_t size)
{
	char	   *text = fuzz_cstring(data, size);
	Input		input = {type, type->in, CStringGetDatum(text), 0};

	if (pg_encoding_verifymbstr(PG_UTF8, text, (int) strlen(text)) == (int) strlen(text))
		run(&input, ERRCODE_INVALID_TEXT_REPRESENTATION);
	fuzz_reset();
}

void
fuzz_binary(const FuzzType *type, const uint8 *data, size_t size)
{
	StringInfo	message = fuzz_message((const char *) data, (int) size);
	Input		input = {type, type->recv, PointerGetDatum(message), 0};

	run(&input, ERRCODE_INVALID_BINARY_REPRESENTATION);
}
