package catalogtest

import (
	"fmt"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/story"
)

var stories = map[string]func(*testing.T, Store){
	"come back whole":                         testStoryWhole,
	"are selected, the newest first":          testStoriesSelected,
	"that somebody else changed are not lost": testStoryConflict,
	"that wait are bounded for each author":   testStoriesBounded,
	"that are dropped are gone":               testStoryDropped,
}

func sampleStory(id, author, agency string, at time.Time) story.Story {
	return story.Story{
		ID: id, Author: author, Agency: agency, By: "Nhóm 'Mưa' ?", Title: "Bản đồ ngập", Text: "Một\n\nhai", URL: "https://example.vn/ngap",
		Uses:    []story.Use{{Dataset: "rain", Version: 3}, {Dataset: "wind"}},
		Picture: &story.Picture{ID: "P", Type: "image/png", Width: 2, Height: 1, Bytes: 1 << 40, Alt: "Bản đồ"},
		State:   story.Asked, Asked: at,
	}
}

func addStory(t *testing.T, s Store, d story.Story) {
	t.Helper()
	if err := s.AddStory(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func testStoryWhole(t *testing.T, s Store) {
	want := sampleStory("A", "lan", "H26", Epoch)
	addStory(t, s, want)
	want.Revision = 1
	wantEqual(t, "story", must(s.Story(t.Context(), "A"))(t), want)
	saved := want
	saved.State, saved.Answer, saved.Answered = story.Shown, "Hay.", Epoch.Add(time.Hour)
	other := saved
	other.Author, other.Agency, other.Asked = "minh", "H29", Epoch.Add(time.Minute)
	if err := s.SaveStory(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	saved.Revision = 2
	wantEqual(t, "story", must(s.Story(t.Context(), "A"))(t), saved)
	for _, id := range []string{"B", "\x00"} {
		_, err := s.Story(t.Context(), id)
		wantKind(t, "one that is not there", err, catalog.ErrNotFound)
	}
}

func testStoriesSelected(t *testing.T, s Store) {
	addStory(t, s, sampleStory("A", "lan", "H26", Epoch))
	addStory(t, s, sampleStory("B", "minh", "H29", Epoch.Add(time.Hour)))
	shown := sampleStory("C", "minh", "H26", Epoch.Add(time.Minute))
	shown.State = story.Shown
	addStory(t, s, shown)
	for _, test := range []struct {
		name string
		f    story.Filter
		want string
	}{
		{"all", story.Filter{}, "[B C A]"},
		{"agency", story.Filter{Agency: "H26"}, "[C A]"},
		{"author", story.Filter{Author: "minh"}, "[B C]"},
		{"state", story.Filter{State: story.Shown}, "[C]"},
		{"limit", story.Filter{Limit: 1}, "[B]"},
		{"no text", story.Filter{Author: "\x00"}, "[]"},
	} {
		var got []string
		for _, d := range must(s.Stories(t.Context(), test.f))(t) {
			got = append(got, d.ID)
		}
		wantEqual(t, test.name, fmt.Sprint(got), test.want)
	}
}

func testStoryConflict(t *testing.T, s Store) {
	d := sampleStory("A", "lan", "H26", Epoch)
	addStory(t, s, d)
	d.Revision, d.State = 1, story.Shown
	if err := s.SaveStory(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "the second of two answers", s.SaveStory(t.Context(), d), catalog.ErrConflict)
	d.ID = "B"
	wantKind(t, "an answer to what is not there", s.SaveStory(t.Context(), d), catalog.ErrNotFound)
	d.ID, d.Revision, d.Answer = "A", 2, "\x00"
	wantKind(t, "text that is binary", s.SaveStory(t.Context(), d), catalog.ErrInvalid)
	d.Title = ""
	wantKind(t, "one that is not valid", s.SaveStory(t.Context(), d), catalog.ErrInvalid)
}

func testStoriesBounded(t *testing.T, s Store) {
	for n := range story.MaxWaiting {
		addStory(t, s, sampleStory(fmt.Sprint(n), "lan", "H26", Epoch))
	}
	wantKind(t, "one too many", s.AddStory(t.Context(), sampleStory("X", "lan", "H26", Epoch)), catalog.ErrQuota)
	addStory(t, s, sampleStory("Y", "minh", "H26", Epoch))
	answered := must(s.Story(t.Context(), "0"))(t)
	answered.State = story.Refused
	if err := s.SaveStory(t.Context(), answered); err != nil {
		t.Fatal(err)
	}
	addStory(t, s, sampleStory("X", "lan", "H26", Epoch))
}

func testStoryDropped(t *testing.T, s Store) {
	addStory(t, s, sampleStory("A", "lan", "H26", Epoch))
	for _, id := range []string{"A", "A", "\x00"} {
		if err := s.DropStory(t.Context(), id); err != nil {
			t.Errorf("drop %q: %v", id, err)
		}
	}
	_, err := s.Story(t.Context(), "A")
	wantKind(t, "a story that was dropped", err, catalog.ErrNotFound)
}
