package query

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

// A position is the place between two rows in the order of a query: after the
// row with the given number and keys. Groups have no number.
type position struct {
	row  int64
	keys []any // one for each of Query.order; nil if they must be read from the file
}

// A cursor is base64url of
//
//	version  1 byte
//	row      uvarint
//	keys     1 byte: whether they follow, and then each: 1 byte, whether the
//	         value is there, and the value
//	mac      16 bytes: HMAC-SHA256 of the above and of what the cursor is for
//
// What it is for, the table, its version, the condition, the groups and the
// order, is not in it: a cursor with another request has a wrong mac. The page
// size, the columns and the format may change on the way.
const (
	cursorVersion = 1
	macSize       = 16
	maxKeys       = 1024 // bytes; longer ones are read from the file again
	maxGroupKeys  = 4096 // bytes; those of groups are nowhere to be read
	maxCursor     = 6000 // bytes of text
)

var cursorText = base64.RawURLEncoding.Strict()

func plausibleCursor(s string) bool {
	b, err := cursorText.DecodeString(s)
	return len(s) <= maxCursor && err == nil && len(b) > macSize && b[0] == cursorVersion
}

func badCursor() *Error {
	return problem(CodeCursorMismatch, "cursor", 0,
		catalog.Text{Vi: "Con trỏ này không thuộc về truy vấn này.", En: "This cursor does not belong to this query."},
		catalog.Text{
			Vi: "Hãy đi theo links.next, hoặc bắt đầu lại không có cursor. Điều kiện và thứ tự phải giữ nguyên.",
			En: "Follow links.next, or begin again without a cursor. Conditions and order must stay the same.",
		})
}

func sign(key []byte, t Target, q *Query, payload []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(t.Table.File.SHA256[:])
	h.Write([]byte("\n" + t.name() + "\n" + strings.Join(q.conditions(), "&") + "\n" + orderText(q.Sort) + "\n"))
	h.Write(payload)
	return h.Sum(nil)[:macSize]
}

func encodeCursor(key []byte, t Target, q *Query, p position) (string, error) {
	b := []byte{cursorVersion}
	b = binary.AppendUvarint(b, uint64(p.row))
	most := maxKeys
	if !q.keysInFile() {
		most = maxGroupKeys
	}
	switch keys := encodeKeys(p.keys); {
	case len(keys) <= most && len(p.keys) == len(q.order()):
		b = append(append(b, 1), keys...)
	case !q.keysInFile():
		return "", &Error{
			Code: CodeQueryLimit,
			Text: catalog.Text{
				Vi: "Các văn bản dùng để gom nhóm hoặc sắp xếp quá dài để đi tiếp sang trang sau. Hãy tăng limit, hoặc gom nhóm theo cột khác.",
				En: "The texts that the groups are made or sorted by are too long to go on to the next page. Raise the limit, or group by another column.",
			},
			Limit: "bytes", Allowed: maxGroupKeys,
		}
	default:
		b = append(b, 0)
	}
	return cursorText.EncodeToString(append(b, sign(key, t, q, b)...)), nil
}

func decodeCursor(key []byte, t Target, q *Query) (position, error) {
	var p position
	b, err := cursorText.DecodeString(q.Cursor)
	if err != nil || len(b) <= macSize || b[0] != cursorVersion {
		return p, badCursor()
	}
	payload, mac := b[:len(b)-macSize], b[len(b)-macSize:]
	if !hmac.Equal(mac, sign(key, t, q, payload)) {
		return p, badCursor()
	}
	row, n := binary.Uvarint(payload[1:])
	rest := payload[1+max(n, 0):]
	if n <= 0 || row >= uint64(t.Table.Rows) || len(rest) == 0 || !q.keysInFile() && rest[0] != 1 {
		return p, badCursor()
	}
	p.row = int64(row)
	if rest[0] == 1 {
		keys, ok := decodeKeys(rest[1:], q.order())
		if !ok {
			return p, badCursor()
		}
		p.keys = keys
	}
	return p, nil
}

// keysInFile reports whether the keys of a row can be read from the file of the
// table by its number.
func (q *Query) keysInFile() bool {
	return q.Group == nil && !slices.ContainsFunc(q.Sort, func(o Order) bool { return q.isIncluded(o.Column) })
}

// encodeKeys stops when the keys are too long for any cursor.
func encodeKeys(keys []any) (b []byte) {
	for _, k := range keys {
		if k == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		switch k := k.(type) {
		case bool:
			var bit byte
			if k {
				bit = 1
			}
			b = append(b, bit)
		case int64:
			b = binary.AppendVarint(b, k)
		case Decimal:
			b = binary.AppendVarint(b, k.Unscaled) // the scale is the column's
		case Clock:
			b = binary.AppendVarint(b, int64(k))
		case Span:
			b = binary.AppendVarint(b, int64(k))
		case float64:
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(k))
		case time.Time:
			b = binary.AppendVarint(b, k.UnixMicro())
		case string:
			b = append(binary.AppendUvarint(b, uint64(len(k))), k...)
		}
		if len(b) > maxGroupKeys {
			break
		}
	}
	return b
}

func decodeKeys(b []byte, sort []Order) ([]any, bool) {
	keys := make([]any, len(sort))
	for i, o := range sort {
		if len(b) == 0 {
			return nil, false
		}
		there := b[0] == 1
		if b = b[1:]; !there {
			continue
		}
		n := 0 // bytes of the value
		switch o.Column.Type {
		case catalog.Boolean:
			if len(b) > 0 {
				keys[i], n = b[0] == 1, 1
			}
		case catalog.Integer, catalog.Decimal, catalog.Time, catalog.Duration:
			var number int64
			number, n = binary.Varint(b)
			keys[i] = keyOf(o.Column, number)
		case catalog.Number:
			if len(b) >= 8 {
				keys[i], n = math.Float64frombits(binary.BigEndian.Uint64(b)), 8
			}
		case catalog.Date, catalog.DateTime:
			var micros int64
			micros, n = binary.Varint(b)
			keys[i] = time.UnixMicro(micros).UTC()
		default:
			size, m := binary.Uvarint(b)
			if m > 0 && size <= uint64(len(b)-m) {
				n = m + int(size)
				keys[i] = string(b[m:n])
			}
		}
		if n <= 0 {
			return nil, false
		}
		b = b[n:]
	}
	return keys, len(b) == 0
}

// keyOf is the key that a cursor holds as a number.
func keyOf(c *catalog.Column, n int64) any {
	switch c.Type {
	case catalog.Decimal:
		return Decimal{n, c.Scale}
	case catalog.Time:
		return Clock(n)
	case catalog.Duration:
		return Span(n)
	}
	return n
}
