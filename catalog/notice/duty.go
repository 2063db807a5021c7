package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nguon/catalog"
)

// Duties are the kinds of notice that reach people because of their role in an
// agency. Whoever does not want one can mute it.
var Duties = []Kind{ReleaseDue, ApprovalWaiting, ReleaseLate, PostAsked, PostHeld}

// Mutes keep which duties people do not want to hear of. Methods are safe for
// concurrent use.
//
// Package catalogtest holds the tests that every store must pass.
type Mutes interface {
	// Mute sets the kinds that a user wants no notices of: none is to hear of all.
	// A kind that is no duty is an error of kind catalog.ErrInvalid.
	Mute(ctx context.Context, owner string, kinds ...Kind) error

	// MutedBy returns the kinds that a user wants no notices of, in their order.
	MutedBy(ctx context.Context, owner string) ([]Kind, error)

	// Muting returns which of some users want no notices of a kind.
	Muting(ctx context.Context, k Kind, owners []string) ([]string, error)
}

// dutyData is what programs are told of a duty.
type dutyData struct {
	Dataset   catalog.Slug `json:"dataset"`
	Agency    string       `json:"agency"`
	Due       time.Time    `json:"due,omitzero"`
	Days      int          `json:"days,omitempty"`    // to the due day, or since
	Version   int          `json:"version,omitempty"` // that waits
	Submitted time.Time    `json:"submitted,omitzero"`
}

func (d dutyData) notice(k Kind, at time.Time, to []string, path string, same ...string) Notice {
	n := Notice{ID: ID(at, append([]string{string(k), string(d.Dataset), to[0]}, same...)...), Kind: k, To: to, Path: path}
	if text, err := json.Marshal(d); err == nil { // of strings, numbers and times
		n.Data = text
	}
	return n
}

// Due is the notice for those who have to act that a release of d is due in so
// many days. Waits says that there is one, which nobody has given a time yet.
// To must not be empty.
func Due(d *catalog.Dataset, due time.Time, days int, waits bool, to []string) Notice {
	n := dutyData{Dataset: d.Slug, Agency: d.Agency, Due: due, Days: days}.notice(ReleaseDue, due, to, deskPath(d.Agency), fmt.Sprint(days))
	at := due.In(zone)
	n.Title = catalog.Text{
		Vi: fmt.Sprintf("%s: còn %d ngày đến hạn công bố", shorten(d.Title.Vi), days),
		En: fmt.Sprintf("%s: a release is due in %d days", shorten(d.Title.In(catalog.English)), days),
	}
	switch days {
	case 0:
		n.Title = catalog.Text{Vi: shorten(d.Title.Vi) + ": hôm nay đến hạn công bố", En: shorten(d.Title.In(catalog.English)) + ": a release is due today"}
	case 1:
		n.Title = catalog.Text{Vi: shorten(d.Title.Vi) + ": ngày mai đến hạn công bố", En: shorten(d.Title.In(catalog.English)) + ": a release is due tomorrow"}
	}
	n.Text = catalog.Text{
		Vi: "Theo lịch đã hứa, bản phát hành tiếp theo được công bố lúc " + at.Format("15:04 02/01/2006") + ". Chưa có bản nào được gửi duyệt.",
		En: "By the schedule that the public sees, the next release is published at " + at.Format("15:04 on 2 Jan 2006") + ". Nothing has been submitted yet.",
	}
	if waits {
		n.Text = catalog.Text{
			Vi: "Theo lịch đã hứa, bản phát hành tiếp theo được công bố lúc " + at.Format("15:04 02/01/2006") + ". Đã có một bản, đang chờ duyệt hoặc chờ hẹn giờ công bố.",
			En: "By the schedule that the public sees, the next release is published at " + at.Format("15:04 on 2 Jan 2006") + ". There is one, which waits for approval or for a time.",
		}
	}
	return n
}

// Late is the notice that a release of d was due so many days ago, and has not
// come. To must not be empty.
func Late(d *catalog.Dataset, due time.Time, days int, to []string) Notice {
	n := dutyData{Dataset: d.Slug, Agency: d.Agency, Due: due, Days: days}.notice(ReleaseLate, due, to, deskPath(d.Agency), fmt.Sprint(days))
	at := due.In(zone)
	n.Title = catalog.Text{
		Vi: fmt.Sprintf("%s: trễ %d ngày so với lịch", shorten(d.Title.Vi), days),
		En: fmt.Sprintf("%s: a release is %d days late", shorten(d.Title.In(catalog.English)), days),
	}
	if days == 1 {
		n.Title.En = shorten(d.Title.In(catalog.English)) + ": a release is a day late"
	}
	n.Text = catalog.Text{
		Vi: "Bản phát hành đến hạn lúc " + at.Format("15:04 02/01/2006") + " chưa được công bố. Lịch phát hành đã ghi là trễ, và ai cũng xem được.",
		En: "The release that was due at " + at.Format("15:04 on 2 Jan 2006") + " has not been published. The release calendar says so, for all to see.",
	}
	return n
}

// Waiting is the notice for those who may approve a release that it was
// submitted. To must not be empty.
func Waiting(d *catalog.Dataset, r *catalog.Release, submitted time.Time, to []string) Notice {
	n := dutyData{Dataset: d.Slug, Agency: d.Agency, Version: r.Version, Submitted: submitted}.
		notice(ApprovalWaiting, submitted, to, deskPath(d.Agency)+"/"+r.ID, r.ID)
	n.Title = catalog.Text{
		Vi: fmt.Sprintf("%s: phiên bản %d chờ duyệt", shorten(d.Title.Vi), r.Version),
		En: fmt.Sprintf("%s: version %d waits for approval", shorten(d.Title.In(catalog.English)), r.Version),
	}
	n.Text = catalog.Text{
		Vi: "Được gửi lúc " + submitted.In(zone).Format("15:04 02/01/2006") + ". Hãy xem báo cáo kiểm tra rồi duyệt hoặc trả lại.",
		En: "It was submitted at " + submitted.In(zone).Format("15:04 on 2 Jan 2006") + ". Look at the report of its checks, and approve or return it.",
	}
	return n
}

func deskPath(agency string) string { return "/desk/" + agency + "/releases" }
