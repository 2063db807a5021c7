package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// Canonical returns the one form of p that all policies with the same meaning
// share: JSON with sorted names, defaults written out, and one line at the end.
// It is YAML too: [Parse] reads it back to the same policy.
func (p *Policy) Canonical() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Maps of texts, numbers and lists always encode.
	_ = enc.Encode(plain(reflect.ValueOf(*p)))
	return b.Bytes()
}

// Hash returns the SHA-256 of the canonical form, in lower-case hexadecimal.
func (p *Policy) Hash() string {
	sum := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(sum[:])
}

// plain turns a value into what package json sorts and writes.
func plain(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case time.Duration:
		return x.String()
	case Decimal:
		return json.Number(x)
	case fmt.Stringer:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Pointer:
		return plain(v.Elem())
	case reflect.Struct:
		return plainStruct(v)
	case reflect.Slice:
		if key := keyOf(v.Type().Elem()); key >= 0 {
			out := make(map[string]any)
			for i := range v.Len() {
				out[v.Index(i).Field(key).String()] = plain(v.Index(i))
			}
			return out
		}
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plain(v.Index(i))
		}
		return out
	}
	return v.Interface()
}

func keyOf(t reflect.Type) int {
	if t.Kind() != reflect.Struct {
		return -1
	}
	return marked(t, "key")
}

func plainStruct(v reflect.Value) any {
	out := make(map[string]any)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, mark := tag(f)
		switch {
		case mark == "self":
			return plain(v.Field(i))
		case mark == "rest":
			for key, value := range plain(v.Field(i)).(map[string]any) {
				out[key] = value
			}
		case name == "" || name == "-" || v.Field(i).IsZero() && f.Tag.Get("need") != "yes":
		default:
			value := plain(v.Field(i))
			if m, ok := value.(map[string]any); ok && len(m) == 0 && f.Type.Kind() == reflect.Struct {
				continue
			}
			out[name] = value
		}
	}
	return out
}
