package collection_test

import (
	"errors"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
)

func TestValidateNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*collection.Collection)
		field string
	}{
		{"a name that is an address of its own", func(c *collection.Collection) { c.Slug = "new" }, "slug"},
		{"no title in English", func(c *collection.Collection) { c.Title.En = " " }, "title.en"},
		{"a title that turns the text around it", func(c *collection.Collection) { c.Title.Vi = "a\u202eb" }, "title.vi"},
		{"a long introduction", func(c *collection.Collection) { c.Lead.Vi = strings.Repeat("ă", collection.MaxLead+1) }, "lead.vi"},
		{"an introduction in one language", func(c *collection.Collection) { c.Lead.En = "" }, "lead.en"},
		{"a note in one language", func(c *collection.Collection) { c.Items[0].Note.Vi = "" }, "items.0.note.vi"},
		{"an address of another site", func(c *collection.Collection) { c.Items[1].Path = "https://example.org/" }, "items.1.path"},
		{"the same twice", func(c *collection.Collection) { c.Items[1] = c.Items[0] }, "items.1.path"},
		{"too many", func(c *collection.Collection) { c.Items = make([]collection.Item, collection.MaxItems+1) }, "items"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := collection.Collection{Slug: "c", Agency: "H29", Title: catalog.Text{Vi: "Mưa", En: "Rain"}, Lead: catalog.Text{Vi: "Một\nhai", En: "One"},
				Items: []collection.Item{{Path: "/datasets/rain", Note: catalog.Text{Vi: "a", En: "b"}}, {Path: "/places/01"}}}
			if err := c.Validate(); err != nil {
				t.Fatalf("unspoilt: %v", err)
			}
			test.spoil(&c)
			wrong, ok := errors.AsType[*catalog.Error](c.Validate())
			if !ok {
				t.Fatal("no error")
			}
			for _, f := range wrong.Fields {
				if f.Field == test.field {
					return
				}
			}
			t.Errorf("%q is not among %+v", test.field, wrong.Fields)
		})
	}
}

func TestWhatIsPublicIsChangedByThoseWhoPublish(t *testing.T) {
	for _, test := range []struct {
		role                  account.Role
		agency                string
		editDraft, editPublic bool
	}{
		{account.Viewer, "H29", false, false},
		{account.Editor, "H29", true, false},
		{account.Approver, "H29", true, true},
		{account.Administrator, "H26", false, false},
		{account.PortalAdmin, account.AnyAgency, true, true},
	} {
		t.Run(string(test.role)+" of "+test.agency, func(t *testing.T) {
			who := account.Principal{User: &account.User{ID: "u"}, Grants: []account.Grant{{Agency: test.agency, Role: test.role}}}
			draft := &collection.Collection{Agency: "H29"}
			public := &collection.Collection{Agency: "H29", Since: epoch}
			if got := collection.MayEdit(who, draft); got != test.editDraft {
				t.Errorf("edits a draft: %v", got)
			}
			if edits, publishes := collection.MayEdit(who, public), collection.MayPublish(who, draft); edits != test.editPublic || publishes != test.editPublic {
				t.Errorf("edits what is public: %v, publishes: %v, want %v", edits, publishes, test.editPublic)
			}
		})
	}
}
