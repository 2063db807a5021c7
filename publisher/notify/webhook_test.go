package notify_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nguon/publisher/notify"
)

// The published vector of the Standard Webhooks: it is in the tests of all of
// their reference libraries.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTime      = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func TestSignaturesAreThoseOfThePublishedVector(t *testing.T) {
	var got http.Header
	var body string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body) //nolint:errcheck // a test's
		got, body = r.Header, string(text)
	}))
	defer srv.Close()
	other := notify.NewSecret()
	hooks := notify.NewWebhooks(srv.Client())
	status, err := hooks.Post(t.Context(), srv.URL, []string{vectorSecret, other}, vectorID, time.Unix(vectorTime, 0), []byte(vectorBody))
	if err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	signatures := strings.Fields(got.Get("webhook-signature"))
	if len(signatures) != 2 || signatures[0] != vectorSignature {
		t.Errorf("signatures %q, want first %q", signatures, vectorSignature)
	}
	if got.Get("webhook-id") != vectorID || got.Get("webhook-timestamp") != "1614265330" || body != vectorBody {
		t.Errorf("header %v, body %q", got, body)
	}
}

func TestNewSecretsAreOfTheFormThatReceiversExpect(t *testing.T) {
	a, b := notify.NewSecret(), notify.NewSecret()
	if a == b || !strings.HasPrefix(a, "whsec_") || len(a) != len("whsec_")+44 {
		t.Errorf("secrets %q, %q", a, b)
	}
}

func TestAWebhookWithoutASecretOrAddressIsNotCalled(t *testing.T) {
	hooks := notify.NewWebhooks(http.DefaultClient)
	for name, test := range map[string]struct {
		address string
		secrets []string
	}{
		"no secret": {"http://127.0.0.1:1", nil}, "secret that is none": {"http://127.0.0.1:1", []string{"whsec_%%%"}}, "address that is none": {"http://[::1", []string{vectorSecret}},
	} {
		if _, err := hooks.Post(t.Context(), test.address, test.secrets, "a", time.Now(), nil); err == nil || strings.Contains(err.Error(), "%%%") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("a", 1<<12)); err != nil {
				return
			}
		}
	}))
	defer srv.Close()
	begun := time.Now()
	status, err := notify.NewWebhooks(srv.Client()).Post(t.Context(), srv.URL, []string{vectorSecret}, "a", time.Now(), nil)
	if err != nil || status != http.StatusOK || time.Since(begun) > 5*time.Second {
		t.Errorf("status %d, %v after %v", status, err, time.Since(begun))
	}
}
