package jsonfile

import (
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"nguon/publisher/rows"
)

// Members of an object that is the answer of an interface that failed. Those
// of failureNames hold what went wrong, those of successNames are false, and
// sayingNames are what texts for people are called.
var (
	failureNames = []string{"error", "errors", "fault", "exception", "error_message", "errormessage", "error_description"}
	successNames = []string{"success", "succeeded", "ok", "issuccess"}
	sayingNames  = []string{"message", "msg", "detail", "details", "error", "error_message", "errormessage", "error_description", "reason", "description", "faultstring"}
)

// An outline is what an object at the top of a file is like, apart from its
// arrays of records.
type outline struct {
	members int64  // of the top
	objects int64  // of them, objects
	keys    int64  // of the first object
	sum     uint64 // of their names
	seed    maphash.Seed
	first   string // name of the first object
	unlike  bool   // an object has other keys than the first, or an object in it
	counted bool   // keys of objects, or of the top, are 0, 1, 2 …

	failed  bool   // the file says that something went wrong
	message bool   // the top has a member "message"
	saying  string // the first text about it
}

// member takes in a member of the top whose value begins with c.
func (o *outline) member(name string, c byte) {
	if name == strconv.FormatInt(o.members, 10) {
		o.counted = true
	}
	o.members++
	if c == '{' {
		if o.objects++; o.objects == 1 {
			o.first, o.seed = name, maphash.MakeSeed()
		}
	}
	name = strings.ToLower(name)
	o.message = o.message || name == "message" && c == '"'
	o.failed = o.failed || c == '{' && slices.Contains(failureNames, name)
}

// inner takes in a member of a member of the top, whose value begins with c:
// the nth of its object, whose other names have the sum of before. It returns
// the new sum.
func (o *outline) inner(name []byte, n int64, c byte, before uint64) uint64 {
	o.unlike = o.unlike || c == '{'
	if string(name) == strconv.FormatInt(n, 10) {
		o.counted = true
	}
	return before*31 + maphash.Bytes(o.seed, name)
}

// closed takes in the end of an object of n members below the top.
func (o *outline) closed(n int64, sum uint64) {
	if o.objects == 1 {
		o.keys, o.sum = n, sum
	}
	o.unlike = o.unlike || n == 0 || n != o.keys || sum != o.sum
}

// value takes in a text, or another value that is no array or object, under a
// name; top says whether it stands at the top.
func (o *outline) value(name string, text []byte, quoted, top bool) {
	if !quoted {
		o.failed = o.failed || top && string(text) == "false" && slices.Contains(successNames, name)
		return
	}
	o.failed = o.failed || top && len(text) > 0 && slices.Contains(failureNames, name)
	if o.saying == "" && slices.Contains(sayingNames, name) {
		o.saying = shorten(text)
	}
}

// fewErrors are the most that an answer tells of; a longer list may be a log.
const fewErrors = 10

// isFailure reports whether an array is the list of what went wrong.
func isFailure(c candidate) bool {
	return c.count > 0 && c.count <= fewErrors && slices.ContainsFunc(strings.Split(strings.ToLower(c.path), "."),
		func(name string) bool { return slices.Contains(failureNames, name) })
}

// fewMembers are the most that an object has which is no more than a message.
const fewMembers = 4

// refusal is the error of an object that is no record, or nil.
func (o *outline) refusal() error {
	switch {
	case o.failed || o.message && o.objects == 0 && o.members <= fewMembers:
		return rows.Fatal(ErrorAnswer, rows.Spot{Line: 1, Value: o.saying}, "")
	case o.objects > 0 && o.objects == o.members && !o.unlike && (o.objects > 1 || o.counted):
		return rows.Fatal(ObjectOfObjects, rows.Spot{Line: 1, Value: shorten([]byte(o.first)), Got: o.objects, Want: o.keys}, "")
	}
	return nil
}
