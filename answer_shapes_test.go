package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// What reads one object out of an edge gets it as an object, in a list, or
// either inside "data".
func TestOneOfAnEdgeInEveryShape(t *testing.T) {
	t.Parallel()
	const asked, other = `{"sequence_id":"` + sequenceID + `","name":"Store visit"}`, `{"sequence_id":"1","name":"Another"}`
	want := &whatsapp.WelcomeSequence{ID: sequenceID, Name: "Store visit"}
	tests := map[string]struct {
		body string
		want *whatsapp.WelcomeSequence // nil when it is not there
	}{
		"an object":               {asked, want},
		"a list of it":            {`[` + asked + `]`, want},
		"a list with it":          {`[` + other + `,` + asked + `]`, want},
		"an object in data":       {`{"data":` + asked + `}`, want},
		"a list in data":          {`{"data":[` + other + `,` + asked + `],"paging":{"cursors":{"after":"a"}}}`, want},
		"a page around an object": {`{"data":` + asked + `,"paging":{}}`, want},
		"blanks around":           {" \r\n\t" + asked + "\n", want},
		"blanks inside":           {`{"data": ` + "\n\t[" + asked + ` ]}`, want},
		"its id as a number":      {`{"data":[{"id":` + sequenceID + `,"name":"Store visit"}]}`, want},
		"another object":          {other, nil},
		"another in a list":       {`[` + other + `]`, nil},
		"another in data":         {`{"data":` + other + `}`, nil},
		"an empty list":           {`[]`, nil},
		"an empty list in data":   {`{"data":[]}`, nil},
		"null in data":            {`{"data":null}`, nil},
		"an object without id":    {`{"name":"Store visit"}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded := readFixture(t, "welcome_sequences/get_success")
			recorded.Response = recorded.Response.with(test.body)
			transport, log := replay(t, recorded)
			got, err := newClient(t, transport).WelcomeSequences.Get(t.Context(), wabaID, sequenceID)
			require.Equal(t, test.want, got)
			require.Equal(t, test.want == nil, err != nil)
			if err != nil {
				require.ErrorIs(t, err, whatsapp.ErrNotFound)
				require.ErrorContains(t, err, `GET /{waba-id}/welcome_message_sequences: the answer has no entry for "`+sequenceID+`"`)
			}
			require.Len(t, log.sent(), 1)
		})
	}
}

// An answer that holds something else is not one without the object.
func TestOneOfAnEdgeThatIsNoEntry(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"data":true}`, `{"data":"x"}`, `{"data":42}`, `{"data":[[1]]}`, `{"data":[true]}`} {
		_, err := newClient(t, script(answer(200, body)), whatsapp.WithMaxRetries(0)).Commerce.Get(t.Context(), phoneNumberID)
		require.ErrorContains(t, err, "the server reports success, but data", body)
		require.NotErrorIs(t, err, whatsapp.ErrNotFound, body)
	}
}

// Of the names that an id may have, one is enough.
func TestRequiredMemberUnderEitherName(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"the first name":          {`{"sequence_id":"1"}`, "1"},
		"the other name":          {`{"id":"2"}`, "2"},
		"a number":                {`{"id":3}`, "3"},
		"both":                    {`{"id":"2","sequence_id":"1"}`, "1"},
		"nothing under the first": {`{"sequence_id":"","id":"2"}`, "2"},
		"null under the first":    {`{"sequence_id":null,"id":"2"}`, "2"},
		"nothing under either":    {`{"sequence_id":"","id":null}`, ""},
		"neither":                 {`{"success":true}`, ""},
		"both names in one":       {`{"sequence_id|id":"4"}`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded := readFixture(t, "welcome_sequences/create_success")
			recorded.Response = recorded.Response.with(test.body)
			transport, log := replay(t, recorded)
			created, err := newClient(t, transport).WelcomeSequences.Create(t.Context(), wabaID,
				whatsapp.CreateWelcomeSequenceRequest{Name: "Store visit", Message: springMessage})
			require.Len(t, log.sent(), 1)
			if test.want != "" {
				require.NoError(t, err)
				require.Equal(t, &whatsapp.CreatedWelcomeSequence{ID: test.want}, created)
				return
			}
			require.Nil(t, created)
			require.ErrorContains(t, err, `the answer has no "sequence_id"`)
			require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "it may have been created")
		})
	}
}
