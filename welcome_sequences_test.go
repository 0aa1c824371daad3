package whatsapp_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

var (
	storeMessage = whatsapp.WelcomeMessage{
		Text:            "Welcome to the store.",
		AutofillMessage: &whatsapp.AutofillMessage{Content: "Hello! Can I get more information?"},
		IceBreakers:     []whatsapp.IceBreaker{{Title: "Opening hours"}, {Title: "Order status"}},
	}
	springMessage = whatsapp.WelcomeMessage{Text: "Spring has come."}
)

// read is the message as it is after it has been decoded from wire.
func read(wire string) whatsapp.WelcomeMessage {
	var message whatsapp.WelcomeMessage
	if err := json.Unmarshal([]byte(wire), &message); err != nil {
		panic(err)
	}
	return message
}

const (
	storeObject = `{"text":"Welcome to the store.","autofill_message":{"content":"Hello! Can I get more information?"},` +
		`"ice_breakers":[{"title":"Opening hours"},{"title":"Order status"}]}`
	storeText = `"{\"text\":\"Welcome to the store.\",\"autofill_message\":{\"content\":\"Hello! Can I get more information?\"},` +
		`\"ice_breakers\":[{\"title\":\"Opening hours\"},{\"title\":\"Order status\"}]}"`
	springText = `"{\"text\":\"Spring has come.\"}"`
)

func welcomeSequenceMethods() []method {
	return slices.Concat(welcomeSequenceChanges(), welcomeSequenceGet(), welcomeSequenceLists())
}

func welcomeSequenceChanges() []method {
	create := func(request whatsapp.CreateWelcomeSequenceRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.WelcomeSequences.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	update := func(request whatsapp.UpdateWelcomeSequenceRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.WelcomeSequences.Update(ctx, id, sequenceID, request, opts...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.WelcomeSequences.Delete(ctx, id, sequenceID, opts...))
	}
	store := create(whatsapp.CreateWelcomeSequenceRequest{Name: "Store visit", Message: storeMessage})
	createdSequence := &whatsapp.CreatedWelcomeSequence{ID: sequenceID}
	return []method{
		{
			name: "WelcomeSequences.Create", operation: "POST /{waba-id}/welcome_message_sequences",
			repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("welcome_sequences/create_success", store, createdSequence),
				one("welcome_sequences/create_node_id", store, createdSequence),
				one("welcome_sequences/create_number_id", store, createdSequence),
				one("welcome_sequences/create_text_only", create(whatsapp.CreateWelcomeSequenceRequest{
					Name: "Store visit", Message: whatsapp.WelcomeMessage{Text: "Welcome"},
				}), createdSequence),
				one("welcome_sequences/create_beyond_limits",
					create(whatsapp.CreateWelcomeSequenceRequest{}, whatsapp.WithoutValidation()), createdSequence),
			},
		},
		{
			name: "WelcomeSequences.Update", operation: "POST /{waba-id}/welcome_message_sequences",
			repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("welcome_sequences/update_success", update(whatsapp.UpdateWelcomeSequenceRequest{
					Name: new("Store visit, spring"), Message: &springMessage,
				}), nil),
				one("welcome_sequences/update_name", update(whatsapp.UpdateWelcomeSequenceRequest{Name: new("Store visit, spring")}), nil),
				one("welcome_sequences/update_message", update(whatsapp.UpdateWelcomeSequenceRequest{Message: &springMessage}), nil),
			},
		},
		{
			name: "WelcomeSequences.Delete", operation: "DELETE /{waba-id}/welcome_message_sequences",
			repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("welcome_sequences/delete_success", remove, nil)},
		},
	}
}

func welcomeSequenceGet() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.WelcomeSequences.Get(ctx, id, sequenceID, opts...))
	}
	fromObject := storeSequence()
	fromObject.Message = read(storeObject)
	return []method{{
		name: "WelcomeSequences.Get", operation: "GET /{waba-id}/welcome_message_sequences", repeat: whatsapp.RepeatSafe, id: wabaID,
		holds: func(answer any) any {
			list := entries(answer).([]any)
			return list[len(list)-1]
		},
		cases: []exchange{
			one("welcome_sequences/get_success", get, new(storeSequence())),
			one("welcome_sequences/get_page", get, &fromObject),
			one("welcome_sequences/get_number_id", get, new(storeSequence())),
		},
	}}
}

func storeSequence() whatsapp.WelcomeSequence {
	return whatsapp.WelcomeSequence{ID: sequenceID, Name: "Store visit", Message: read(storeText)}
}

func welcomeSequenceLists() []method {
	type page = whatsapp.Page[whatsapp.WelcomeSequence]
	spring := whatsapp.WelcomeSequence{ID: "186473891", Name: "Spring sale", Message: read(springText), IsUsedInAd: true}
	node := whatsapp.WelcomeSequence{
		ID: "186473892", Name: "Returns", Message: read(storeObject),
		LastUpdateTime:      moment(`"2026-03-02T09:00:00+0000"`),
		CompatiblePlatforms: []string{"WHATSAPP"},
		EligiblePlatforms:   []string{"WHATSAPP", "INSTAGRAM"},
		IsInstagramOnly:     new(false),
		MessageFlow:         json.RawMessage(`[{"message":{"text":"Welcome to the store."}}]`),
	}
	return listRow[whatsapp.WelcomeSequence, whatsapp.ListWelcomeSequencesOptions]{
		list:      (*whatsapp.WelcomeSequenceService).List,
		all:       (*whatsapp.WelcomeSequenceService).All,
		operation: "GET /{waba-id}/welcome_message_sequences",
		ids:       []string{wabaID},
		options:   whatsapp.ListWelcomeSequencesOptions{ListOptions: secondPage, AppID: appID},
		page:      array(storeSequence(), spring),
		empty:     array[whatsapp.WelcomeSequence](),
		others: map[string]*page{
			"page":       {Data: []whatsapp.WelcomeSequence{storeSequence(), spring, node}, Paging: lastPage},
			"empty_page": {Data: []whatsapp.WelcomeSequence{}},
		},
	}.methods()
}

func TestWelcomeSequenceGetNeedsTheAskedOne(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"welcome_sequences/get_other", "welcome_sequences/get_empty"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded := readFixture(t, name)
			transport, log := replay(t, recorded)
			sequence, err := newClient(t, transport).WelcomeSequences.Get(t.Context(), wabaID, sequenceID)
			require.Nil(t, sequence)
			require.ErrorIs(t, err, whatsapp.ErrNotFound)
			require.EqualError(t, err, "whatsapp: GET /{waba-id}/welcome_message_sequences: the answer has no entry for \"186473890\": whatsapp: not found")
			require.Len(t, log.sent(), 1)
			requireRequest(t, recorded.Request, log.sent()[0])
		})
	}
}

func TestWelcomeSequenceLimits(t *testing.T) {
	t.Parallel()
	type create = whatsapp.CreateWelcomeSequenceRequest
	type update = whatsapp.UpdateWelcomeSequenceRequest
	const message = "welcome_message_sequence"
	hollow := whatsapp.WelcomeMessage{
		AutofillMessage: &whatsapp.AutofillMessage{},
		IceBreakers:     []whatsapp.IceBreaker{{Title: "Hours"}, {}},
	}
	changed := read(storeObject)
	changed.Text = ""
	tests := map[string]struct {
		request interface{ Validate() error }
		want    []string
	}{
		"create":              {create{Name: "Store visit", Message: storeMessage}, nil},
		"create with nothing": {create{}, []string{"name is required", message + ".text is required"}},
		"create with a hollow message": {create{Name: "Store visit", Message: hollow}, []string{
			message + ".text is required", message + ".autofill_message.content is required", message + ".ice_breakers[1].title is required",
		}},
		"create from what was read":  {create{Name: "Store visit", Message: read(storeText)}, nil},
		"create from another form":   {create{Name: "Store visit", Message: read(`{"message":"hidden"}`)}, nil},
		"create from a changed one":  {create{Name: "Store visit", Message: changed}, []string{message + ".text is required"}},
		"update the name":            {update{Name: new("Store visit")}, nil},
		"update the message":         {update{Message: &springMessage}, nil},
		"update nothing":             {update{}, []string{"name or welcome_message_sequence is required"}},
		"update to an empty name":    {update{Name: new("")}, []string{"name is required"}},
		"update to an empty message": {update{Message: &whatsapp.WelcomeMessage{}}, []string{message + ".text is required"}},
		"update both to nothing":     {update{Name: new(""), Message: &hollow}, []string{"name is required", message + ".text is required", message + ".autofill_message.content is required", message + ".ice_breakers[1].title is required"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func TestWelcomeSequencesValidateFirst(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		call func(sequences *whatsapp.WelcomeSequenceService) error
		want string
	}{
		"create": {func(sequences *whatsapp.WelcomeSequenceService) error {
			_, err := sequences.Create(t.Context(), wabaID, whatsapp.CreateWelcomeSequenceRequest{Message: springMessage})
			return err
		}, "name is required"},
		"update": {func(sequences *whatsapp.WelcomeSequenceService) error {
			return sequences.Update(t.Context(), wabaID, sequenceID, whatsapp.UpdateWelcomeSequenceRequest{})
		}, "name or welcome_message_sequence is required"},
		"update without id": {func(sequences *whatsapp.WelcomeSequenceService) error {
			return sequences.Update(t.Context(), wabaID, "", whatsapp.UpdateWelcomeSequenceRequest{Message: &springMessage})
		}, "sequence_id is required"},
		"get without id": {func(sequences *whatsapp.WelcomeSequenceService) error {
			_, err := sequences.Get(t.Context(), wabaID, "")
			return err
		}, "sequence_id is required"},
		"delete without id": {func(sequences *whatsapp.WelcomeSequenceService) error {
			return sequences.Delete(t.Context(), wabaID, "")
		}, "sequence_id is required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error { return test.call(client.WelcomeSequences) }, test.want)
		})
	}
}

// A sequence can be read and stored without losing members that this package
// does not know.
func TestWelcomeMessageIsStoredAsItWasRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		message whatsapp.WelcomeMessage
		want    string
	}{
		"made here":            {springMessage, `{"text":"Spring has come."}`},
		"with everything":      {storeMessage, storeObject},
		"read from an object":  {read(`{"text":"Hi","later":1}`), `{"text":"Hi","later":1}`},
		"read from a text":     {read(`"{\"text\": \"Hi\", \"later\":1}"`), `{"text": "Hi", "later":1}`},
		"read from null":       {read(`null`), `{"text":""}`},
		"read from other text": {read(`"Hi"`), `Hi`},
		"read, then changed":   {func() whatsapp.WelcomeMessage { m := read(storeText); m.Text = "Hi"; m.IceBreakers = nil; return m }(), `{"text":"Hi","autofill_message":{"content":"Hello! Can I get more information?"}}`},
		"changed in its depths": {func() whatsapp.WelcomeMessage {
			m := read(storeText)
			m.AutofillMessage.Content = "Hi"
			m.IceBreakers = nil
			return m
		}(), `{"text":"Welcome to the store.","autofill_message":{"content":"Hi"}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport, log := replay(t, readFixture(t, "welcome_sequences/create_success"))
			request := whatsapp.CreateWelcomeSequenceRequest{Name: "Store visit", Message: test.message}
			_, err := newClient(t, transport).WelcomeSequences.Create(t.Context(), wabaID, request, whatsapp.WithoutValidation())
			require.NoError(t, err)
			sent := log.sent()[0]
			require.Equal(t, test.want, formOf(t, sent).Get("welcome_message_sequence"))
		})
	}
}

func TestWelcomeMessageForms(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{storeObject, storeText} {
		message := read(wire)
		require.Equal(t, storeMessage.Text, message.Text)
		require.Equal(t, storeMessage.AutofillMessage, message.AutofillMessage)
		require.Equal(t, storeMessage.IceBreakers, message.IceBreakers)
		require.False(t, message.IsZero())
		encoded, err := json.Marshal(message)
		require.NoError(t, err)
		require.JSONEq(t, wire, string(encoded))
	}
	require.True(t, read(`null`).IsZero())
	require.True(t, whatsapp.WelcomeMessage{}.IsZero())
	require.False(t, read(`"Hi"`).IsZero(), "a form that is not known is kept")
	require.Empty(t, read(`"Hi"`).Text)
	require.False(t, whatsapp.WelcomeMessage{IceBreakers: []whatsapp.IceBreaker{}}.IsZero())
	require.False(t, whatsapp.WelcomeMessage{AutofillMessage: &whatsapp.AutofillMessage{}}.IsZero())
	require.False(t, springMessage.IsZero())
}

func TestWelcomeSequencePrefersItsOwnID(t *testing.T) {
	t.Parallel()
	var sequence whatsapp.WelcomeSequence
	require.NoError(t, json.Unmarshal([]byte(`{"id":"1","sequence_id":2}`), &sequence))
	require.Equal(t, "2", sequence.ID)
	require.NoError(t, json.Unmarshal([]byte(`{"id":"3","sequence_id":[]}`), &sequence))
	require.Equal(t, "3", sequence.ID)
	require.Error(t, json.Unmarshal([]byte(`[]`), &sequence))
}

func TestCreateSequencePrefersItsOwnID(t *testing.T) {
	t.Parallel()
	recorded := readFixture(t, "welcome_sequences/create_success")
	recorded.Response = recorded.Response.with(`{"id":"1","sequence_id":"2"}`)
	transport, _ := replay(t, recorded)
	created, err := newClient(t, transport).WelcomeSequences.Create(t.Context(), wabaID,
		whatsapp.CreateWelcomeSequenceRequest{Name: "Store visit", Message: springMessage})
	require.NoError(t, err)
	require.Equal(t, "2", created.ID)
}
