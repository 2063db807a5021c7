package frame

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

//go:embed messages
var embedded embed.FS

// messageFiles holds messages/: a file for each language, such as km.yaml, and
// further ones for single rooms, such as studio.en.yaml. A language may have all
// of its messages in the one file, and need not have all of them.
var messageFiles fs.FS = embedded

// Languages are those of the portal: those that have a file of messages. The first
// has no prefix in URLs, and says what others have no message for.
var Languages = languagesIn(messageFiles)

// languageFile is the name of the file that makes a language one of the portal.
var languageFile = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*\.yaml$`)

// languagesIn returns the languages that have a file, Vietnamese and English first.
func languagesIn(files fs.FS) []catalog.Lang {
	all := []catalog.Lang{catalog.Vietnamese, catalog.English}
	entries, _ := fs.ReadDir(files, "messages") //nolint:errcheck // those two are always there, and fail to load if they are not
	for _, e := range entries {
		lang := catalog.Lang(strings.TrimSuffix(e.Name(), ".yaml"))
		if languageFile.MatchString(e.Name()) && !slices.Contains(all, lang) {
			all = append(all, lang)
		}
	}
	return all
}

// A message is one sentence of the portal, in the forms that the language
// has. Placeholders are names in braces.
type message struct{ one, other string }

// A Locale says things in one language: the messages of the portal, numbers,
// dates and sizes.
type Locale struct {
	Lang     catalog.Lang
	messages map[string]message
}

// LoadLocale returns the locale of one of [Languages].
func LoadLocale(lang catalog.Lang) (*Locale, error) {
	l := &Locale{Lang: lang, messages: make(map[string]message)}
	if lang != catalog.Vietnamese && lang != catalog.English { // a test sees to it that these say everything
		first, err := LoadLocale(catalog.Vietnamese)
		if err != nil {
			return nil, err
		}
		l.messages = first.messages
	}
	names, err := fs.Glob(messageFiles, "messages/*."+string(lang)+".yaml")
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	for _, name := range append(names, "messages/"+string(lang)+".yaml") {
		data, err := fs.ReadFile(messageFiles, name)
		if err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(data, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := l.add("", tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return l, nil
}

// add flattens a tree of messages to dotted keys. A branch with a leaf named
// "other" is one message with its forms.
func (l *Locale) add(key string, node any) error {
	switch node := node.(type) {
	case string:
		l.messages[key] = message{other: node}
		return nil
	case map[string]any:
		if other, ok := node["other"].(string); ok {
			one, _ := node["one"].(string)
			l.messages[key] = message{one: one, other: other}
			return nil
		}
		for name, child := range node {
			if err := l.add(strings.TrimPrefix(key+"."+name, "."), child); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("%s: a message is text, not %T", key, node)
}

// T returns a message with its placeholders filled from pairs of a name and a
// value. Integers are written as the language writes them. An unknown key is
// returned as it is; a test sees to it that there is none.
func (l *Locale) T(key string, pairs ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return key
	}
	return l.fill(m.other, pairs)
}

// N is [Locale.T] for a message about n things, whose number is {n}.
func (l *Locale) N(key string, n int64, pairs ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return key
	}
	form := m.other
	if n == 1 && m.one != "" {
		form = m.one
	}
	return l.fill(form, append(pairs, "n", n))
}

func (l *Locale) fill(form string, pairs []any) string {
	if len(pairs) == 0 {
		return form
	}
	words := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		words = append(words, fmt.Sprintf("{%v}", pairs[i]), l.word(pairs[i+1]))
	}
	return strings.NewReplacer(words...).Replace(form)
}

func (l *Locale) word(v any) string {
	switch v := v.(type) {
	case int:
		return l.Int(int64(v))
	case int64:
		return l.Int(v)
	case catalog.Text:
		return v.In(l.Lang)
	}
	return fmt.Sprint(v)
}
