package catalogtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/score"
	"nguon/catalog/voice"
)

var posts = map[string]func(*testing.T, Store){
	"come back whole": testPostWhole,
	"are changed in the revision that was seen":      testPostRevision,
	"of one author are few in a day, and not twice":  testPostLimits,
	"are selected, and turned over page by page":     testPostsSelected,
	"are supported once by each account":             testPostSupport,
	"wait for an answer, by agency":                  testPostsWaiting,
	"are replies once they are due":                  testPostReplies,
	"follow a dataset that is renamed":               testPostsRenamed,
	"that are not valid or not there change nothing": testPostsInvalid,
}

// post is a public question of an author, which was asked at the given time.
func post(id, author string, at time.Time) voice.Post {
	return voice.Post{
		ID: id, Kind: voice.Question, Dataset: "rain", Agency: "H29", Author: author, Title: "Trạm nào 'đo' <mưa>?", Text: "Trạm " + id + "\nở đâu?",
		Written: at, State: voice.Public, Status: voice.Open, Since: at, Due: at.Add(24 * time.Hour), Touched: at,
	}
}

func request(id, author string, at time.Time) voice.Post {
	p := post(id, author, at)
	p.Kind, p.Dataset = voice.Request, ""
	return p
}

// addPost adds a post and returns it as it is kept.
func addPost(t *testing.T, s Store, p voice.Post) voice.Post {
	t.Helper()
	if err := s.AddPost(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	p.Revision = 1
	return p
}

func postIDs(t *testing.T, s Store, f voice.Filter) string {
	t.Helper()
	var ids string
	for _, p := range must(s.Posts(t.Context(), f))(t) {
		ids += p.ID
	}
	return ids
}

func testPostWhole(t *testing.T, s Store) {
	p := post("A", "lan", Epoch)
	p.State, p.Since, p.Due, p.Held = voice.Held, time.Time{}, time.Time{}, []voice.Reason{voice.Personal, voice.Links}
	p.Files = []voice.File{{ID: "F", Type: "image/jpeg", Width: 3, Height: 2, Bytes: 100}}
	p = addPost(t, s, p)
	wantEqual(t, "held", must(s.Post(t.Context(), "A"))(t), p)
	p.State, p.Since, p.Due, p.Note, p.Touched = voice.Public, Epoch.Add(time.Hour), Epoch.Add(2*time.Hour), "Xong 'rồi' ?", Epoch.Add(3*time.Hour)
	p.Status, p.Answers, p.Files[0].Shown = voice.Answered, []voice.Answer{{Status: voice.Answered, Text: "Ở đây.", By: "minh", At: Epoch.Add(3 * time.Hour)}}, true
	if err := s.SavePost(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	p.Revision = 2
	wantEqual(t, "answered", must(s.Post(t.Context(), "A"))(t), p)
}

func testPostRevision(t *testing.T, s Store) {
	p := addPost(t, s, post("A", "lan", Epoch))
	addPost(t, s, post("B", "lan", Epoch))
	changed := p
	changed.Title = "Mưa ở đâu?"
	if err := s.SavePost(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "the second of two changes", s.SavePost(t.Context(), p), catalog.ErrConflict)
	wantKind(t, "dropping what was seen before", s.DropPost(t.Context(), "A", 1), catalog.ErrConflict)
	wantEqual(t, "title", must(s.Post(t.Context(), "A"))(t).Title, changed.Title)
	if err := s.DropPost(t.Context(), "A", 2); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "dropping again", s.DropPost(t.Context(), "A", 2), catalog.ErrNotFound)
	_, err := s.Post(t.Context(), "A")
	wantKind(t, "what was dropped", err, catalog.ErrNotFound)
	wantEqual(t, "the others", postIDs(t, s, voice.Filter{}), "B")
}

func testPostLimits(t *testing.T, s Store) {
	for n := range voice.MaxDay {
		p := post(fmt.Sprint(n), "lan", Epoch)
		addPost(t, s, p)
		p.ID = "again"
		if n < voice.MaxDay-1 {
			wantKind(t, "the same words", s.AddPost(t.Context(), p), catalog.ErrConflict)
		}
	}
	wantKind(t, "one more", s.AddPost(t.Context(), post("X", "lan", Epoch.Add(23*time.Hour))), catalog.ErrQuota)
	addPost(t, s, post("Y", "minh", Epoch.Add(23*time.Hour)))
	addPost(t, s, post("Z", "lan", Epoch.Add(24*time.Hour)))
	wantEqual(t, "posts", len(must(s.Posts(t.Context(), voice.Filter{}))(t)), voice.MaxDay+2)
}

func testPostsSelected(t *testing.T, s Store) {
	addPost(t, s, post("A", "lan", Epoch))
	b := post("B", "minh", Epoch.Add(2*time.Second))
	b.State, b.Agency = voice.Held, "H26"
	addPost(t, s, b)
	c := request("C", "lan", Epoch.Add(time.Second))
	c.Agency = ""
	addPost(t, s, c)
	d := request("D", "tam", Epoch.Add(time.Second))
	d.Status = voice.Planned
	addPost(t, s, d)
	for _, test := range []struct {
		name string
		f    voice.Filter
		want string
	}{
		{"all, the last to change first", voice.Filter{}, "BDCA"},
		{"kind", voice.Filter{Kinds: []voice.Kind{voice.Request}}, "DC"},
		{"kinds", voice.Filter{Kinds: voice.AboutData()}, "BA"},
		{"dataset", voice.Filter{Dataset: "rain", State: voice.Public}, "A"},
		{"agency", voice.Filter{Agency: "H29"}, "DA"},
		{"the portal's", voice.Filter{Portal: true}, "C"},
		{"author", voice.Filter{Author: "lan"}, "CA"},
		{"state", voice.Filter{State: voice.Held}, "B"},
		{"status", voice.Filter{Statuses: []voice.Status{voice.Planned, voice.Answered}}, "D"},
		{"limit", voice.Filter{Limit: 2}, "BD"},
		{"behind one", voice.Filter{After: &voice.Post{ID: "D", Touched: Epoch.Add(time.Second)}}, "CA"},
		{"behind one of a kind", voice.Filter{After: &voice.Post{ID: "D", Touched: Epoch.Add(time.Second)}, Kinds: []voice.Kind{voice.Request}}, "C"},
		{"nothing", voice.Filter{Author: "\x00"}, ""},
	} {
		wantEqual(t, test.name, postIDs(t, s, test.f), test.want)
	}
}

func testPostSupport(t *testing.T, s Store) {
	addPost(t, s, request("A", "lan", Epoch))
	addPost(t, s, request("B", "lan", Epoch.Add(time.Second)))
	for _, user := range []string{"tam", "minh", "minh"} {
		if err := s.Support(t.Context(), "A", user, true, Epoch); err != nil {
			t.Fatal(err)
		}
	}
	wantKind(t, "of none", s.Support(t.Context(), "C", "minh", true, Epoch), catalog.ErrNotFound)
	wantKind(t, "of nothing", s.Support(t.Context(), "\x00", "minh", true, Epoch), catalog.ErrNotFound)
	wantEqual(t, "supports", must(s.Post(t.Context(), "A"))(t).Supports, 2)
	wantEqual(t, "the most wanted first", postIDs(t, s, voice.Filter{Wanted: true}), "AB")
	wantEqual(t, "behind the most wanted", postIDs(t, s, voice.Filter{Wanted: true, After: &voice.Post{ID: "A", Supports: 2}}), "B")
	wantEqual(t, "supporters", must(s.Supporters(t.Context(), "A", "", 1))(t), []string{"minh"})
	wantEqual(t, "the next", must(s.Supporters(t.Context(), "A", "minh", 9))(t), []string{"tam"})
	wantEqual(t, "whether", must(s.Supports(t.Context(), "A", "minh"))(t), true)
	for range 2 {
		if err := s.Support(t.Context(), "A", "minh", false, Epoch); err != nil {
			t.Fatal(err)
		}
	}
	wantEqual(t, "supports that are left", must(s.Post(t.Context(), "A"))(t).Supports, 1)
	wantEqual(t, "whether still", must(s.Supports(t.Context(), "A", "minh"))(t), false)
	wantEqual(t, "the revision", must(s.Post(t.Context(), "A"))(t).Revision, 1)
	if err := s.DropPost(t.Context(), "A", 1); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "whether of what is gone", must(s.Supports(t.Context(), "A", "tam"))(t), false)
}

func testPostsWaiting(t *testing.T, s Store) {
	addPost(t, s, post("A", "lan", Epoch))
	addPost(t, s, post("B", "minh", Epoch))
	p := request("C", "tam", Epoch)
	p.Agency = ""
	addPost(t, s, p)
	held := post("D", "hoa", Epoch)
	held.State = voice.Held
	addPost(t, s, held)
	answered := post("E", "lan", Epoch)
	answered.Answers = []voice.Answer{{Status: voice.Answered, Text: "Có.", By: "minh", At: Epoch}}
	addPost(t, s, answered)
	wantEqual(t, "waiting", must(s.Waiting(t.Context()))(t), map[string]int64{"H29": 2, "": 1})
}

func testPostReplies(t *testing.T, s Store) {
	addPost(t, s, post("A", "lan", Epoch))
	answered := post("B", "minh", Epoch)
	answered.Agency, answered.Answers = "", []voice.Answer{{Status: voice.Answered, Text: "Có.", By: "minh", At: Epoch.Add(time.Hour)}}
	addPost(t, s, answered)
	removed := post("C", "tam", Epoch)
	removed.State = voice.Removed
	addPost(t, s, removed)
	due := Epoch.Add(24 * time.Hour)
	wantEqual(t, "until they are due", len(must(s.Replies(t.Context(), Epoch, due))(t)), 0)
	wantEqual(t, "once they are due", must(s.Replies(t.Context(), due, due.Add(time.Second)))(t),
		[]score.Reply{{Agency: "H29", Due: due}, {Due: due, Answered: Epoch.Add(time.Hour)}})
}

func testPostsRenamed(t *testing.T, s Store) {
	rain := Dataset("rain", "A")
	Publish(t, s, rain, Release(rain, 1))
	addPost(t, s, post("A", "lan", Epoch))
	if err := s.Rename(t.Context(), "rain", "rainfall"); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "of the new name", postIDs(t, s, voice.Filter{Dataset: "rainfall"}), "A")
}

func testPostsInvalid(t *testing.T, s Store) {
	p := post("A", "lan", Epoch)
	p.Title = ""
	wantKind(t, "no title", s.AddPost(t.Context(), p), catalog.ErrInvalid)
	p = post("A", "lan\x00", Epoch)
	wantKind(t, "an author that is binary", s.AddPost(t.Context(), p), catalog.ErrInvalid)
	wantKind(t, "a change of none", s.SavePost(t.Context(), post("A", "lan", Epoch)), catalog.ErrNotFound)
	_, err := s.Post(t.Context(), "\x00")
	wantKind(t, "an ID that is binary", err, catalog.ErrNotFound)
	wantEqual(t, "posts", postIDs(t, s, voice.Filter{}), "")
}

// testBelongingPosts is part of what a store does with an account.
func testBelongingPosts(t *testing.T, s Store, accounts account.Store) {
	addPost(t, s, post("A", "lan", Epoch))
	answered := post("B", "lan", Epoch.Add(time.Second))
	answered.Answers = []voice.Answer{{Status: voice.Answered, Text: "Có.", By: "minh", At: Epoch}}
	addPost(t, s, answered)
	addPost(t, s, request("C", "lan", Epoch.Add(2*time.Second)))
	addPost(t, s, request("D", "minh", Epoch))
	for id, user := range map[string]string{"C": "minh", "D": "lan"} {
		if err := s.Support(t.Context(), id, user, true, Epoch); err != nil {
			t.Fatal(err)
		}
	}
	told := must(accounts.Belongings(t.Context(), "lan"))(t)
	if len(told.Posts) != 3 || told.Posts[0].ID != "C" || told.Posts[0].Text == "" || told.Posts[0].State != "public" {
		t.Errorf("posts are told as %+v", told.Posts)
	}
	wantEqual(t, "supported", told.Supported, []string{"D"})
	err := accounts.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		_, err := tx.Abandon(ctx, "lan", Epoch)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "what is left", postIDs(t, s, voice.Filter{}), "CBD")
	wantEqual(t, "of nobody", must(s.Post(t.Context(), "B"))(t).Author, "")
	wantEqual(t, "supports of another's", must(s.Post(t.Context(), "D"))(t).Supports, 0)
	wantEqual(t, "belongings", must(accounts.Belongings(t.Context(), "lan"))(t), account.Belongings{})
}
