package letters

import (
	"net/mail"
	"slices"
	"strings"

	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/publisher/notify"
	"nguon/web/frame"
)

// maxDigest is how many notices a digest tells of; of the others it says how
// many they are.
const maxDigest = 100

// notices is what the templates of notices speak of.
type notices struct {
	Hello   string
	Portal  string
	Notices []said
	Count   int
	Omitted int
	Weekly  bool
	Duty    bool // it comes with a role in an agency
	End     string
}

type said struct{ Title, Text, Link string }

// Notices implements courier.Letters.
func (w *Writer) Notices(to courier.Addressee, way notice.Way, ns []notice.Notice, end string) (notify.Message, error) {
	locale := w.locale(to.Lang)
	values := notices{
		Hello: hello(to.To.Name, locale.Lang), Portal: w.portal + strings.TrimSuffix(frame.Prefixed(locale.Lang, "/"), "/"),
		Count: len(ns), Omitted: max(0, len(ns)-maxDigest), Weekly: way == notice.ByWeekly, End: end,
		Duty: len(ns) > 0 && slices.Contains(notice.Duties, ns[0].Kind),
	}
	for _, n := range ns[:min(len(ns), maxDigest)] {
		s := said{Title: line(n.Title.In(locale.Lang)), Text: lines(n.Text.In(locale.Lang))}
		if n.Path != "" {
			s.Link = w.portal + frame.Prefixed(locale.Lang, n.Path)
		}
		values.Notices = append(values.Notices, s)
	}
	name := "notice"
	if way == notice.ByDaily || way == notice.ByWeekly {
		name = "digest"
	}
	return w.write(name, locale, values, mail.Address{Name: plain(to.To.Name), Address: to.To.Address})
}

// lines returns a text with its lines, none of which is empty.
func lines(s string) string {
	var kept []string
	for l := range strings.Lines(s) {
		if l = line(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}
