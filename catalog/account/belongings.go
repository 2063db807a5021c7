package account

import "time"

// Belongings are what somebody has beside their account, as they are told of it:
// without secrets, and without what others said of it.
type Belongings struct {
	Applications []OwnApplication `json:"applications"`        // by their making, closed ones included
	Follows      []OwnFollow      `json:"follows"`             // newest first
	Webhooks     []OwnWebhook     `json:"webhooks"`            // oldest first
	Muted        []string         `json:"muted"`               // kinds of notice that are not wanted
	Posts        []OwnPost        `json:"posts,omitempty"`     // questions and requests, those that changed last first
	Supported    []string         `json:"supported,omitempty"` // IDs of requests for data that they support
	Stories      []OwnStory       `json:"stories,omitempty"`   // of what they made of data, newest first
}

// An OwnStory is a story of somebody's of what they made of data, and the answer.
type OwnStory struct {
	ID      string    `json:"id"`
	By      string    `json:"by"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	URL     string    `json:"url,omitempty"`
	State   string    `json:"state"`
	Answer  string    `json:"answer,omitempty"`
	Picture string    `json:"picture,omitempty"` // the path of a picture that belongs to it
	Asked   time.Time `json:"asked"`
}

// An OwnPost is a question, a correction or a request for data of somebody's.
type OwnPost struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Dataset string    `json:"dataset,omitempty"`
	Agency  string    `json:"agency,omitempty"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	State   string    `json:"state"`
	Status  string    `json:"status"`
	Files   int       `json:"files,omitempty"` // pictures that belong to it
	Written time.Time `json:"written"`
}

// An OwnApplication is an application of somebody's, with its keys,
// subscriptions and what it is shown with.
type OwnApplication struct {
	ID            string            `json:"id"`
	Name          string            `json:"name"`
	Description   string            `json:"description,omitempty"`
	URL           string            `json:"url,omitempty"`
	Created       time.Time         `json:"created"`
	Closed        time.Time         `json:"closed,omitzero"`
	Keys          []OwnKey          `json:"keys"`
	Subscriptions []OwnSubscription `json:"subscriptions"`
	Reuses        []OwnReuse        `json:"reuses,omitempty"`
}

// An OwnKey is an API key of an application.
type OwnKey struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Hint     string    `json:"hint"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
	LastUsed time.Time `json:"last_used,omitzero"`
}

// An OwnSubscription is what an application has asked for, and its answer.
type OwnSubscription struct {
	Product string    `json:"product"`
	Plan    string    `json:"plan"`
	State   string    `json:"state"`
	Message string    `json:"message,omitempty"`
	Answer  string    `json:"answer,omitempty"`
	Asked   time.Time `json:"asked"`
}

// An OwnReuse is what an application is offered for the showcase of a product
// with, and the answer.
type OwnReuse struct {
	Product     string    `json:"product"`
	Name        string    `json:"name"`
	URL         string    `json:"url"`
	Description string    `json:"description"`
	State       string    `json:"state"`
	Answer      string    `json:"answer,omitempty"`
	Asked       time.Time `json:"asked"`
}

// An OwnFollow is a topic of which somebody hears.
type OwnFollow struct {
	Topic   string    `json:"topic"`
	Mail    string    `json:"mail"`
	Webhook bool      `json:"webhook"`
	Created time.Time `json:"created"`
}

// An OwnWebhook is an address to which somebody has notices posted.
type OwnWebhook struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Note    string    `json:"note,omitempty"`
	Kinds   []string  `json:"kinds,omitempty"` // none: all
	State   string    `json:"state"`
	Created time.Time `json:"created"`
}

// left is what the audit log says of what ended with an account.
func left(applications []string) any {
	if len(applications) == 0 {
		return nil
	}
	return map[string][]string{"applications": applications}
}
