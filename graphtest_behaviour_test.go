package whatsapp_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// world starts a Graph API and a client of it.
func world(t *testing.T, opts ...graphtest.Option) (*graphtest.Server, *whatsapp.Client) {
	t.Helper()
	server := graphtest.New(opts...)
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
	require.NoError(t, err)
	return server, client
}

func TestAutomationReadsBack(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	get := func() *whatsapp.ConversationalAutomation {
		automation, err := client.Automation.Get(t.Context(), graphtest.SecondPhoneNumberID)
		require.NoError(t, err)
		return automation
	}
	require.Equal(t, &whatsapp.ConversationalAutomation{}, get(), "nothing is configured")

	require.NoError(t, client.Automation.Configure(t.Context(), graphtest.SecondPhoneNumberID, whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true), Prompts: samplePrompts, Commands: sampleCommands,
	}))
	configured := get()
	require.True(t, configured.EnableWelcomeMessage)
	require.Equal(t, samplePrompts, configured.Prompts)
	require.Equal(t, sampleCommands, configured.Commands)

	bot, err := client.Bots.Get(t.Context(), configured.ID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.Bot{ID: configured.ID, EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands}, bot)
	bot, err = client.Bots.Get(t.Context(), configured.ID, whatsapp.WithFields("prompts"))
	require.NoError(t, err)
	require.Equal(t, &whatsapp.Bot{ID: configured.ID, Prompts: samplePrompts}, bot)

	require.NoError(t, client.Automation.Configure(t.Context(), graphtest.SecondPhoneNumberID, whatsapp.ConversationalAutomationRequest{
		Prompts: []string{},
	}))
	cleared := get()
	require.Empty(t, cleared.Prompts)
	require.Equal(t, sampleCommands, cleared.Commands, "what is left out is left as it is")
	require.True(t, cleared.EnableWelcomeMessage)
}

func TestAutomationPlanAppliesOnce(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	desired := whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Where is my order?", "Do you deliver?"},
		Commands:             []whatsapp.BotCommand{{Name: "help", Description: "Show the menu"}},
	}
	plan, err := client.Automation.Plan(t.Context(), graphtest.PhoneNumberID, desired)
	require.NoError(t, err)
	require.Equal(t, "~ welcome message: off -> on\n"+
		"- prompt \"What are your opening hours?\"\n+ prompt \"Do you deliver?\"\n"+
		"- command /status\n~ command /help: \"Show what this number can do\" -> \"Show the menu\"", plan.String())
	require.NoError(t, client.Automation.Apply(t.Context(), plan))

	automation, err := client.Automation.Get(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, plan.Target, *automation)

	again, err := client.Automation.Plan(t.Context(), graphtest.PhoneNumberID, desired)
	require.NoError(t, err)
	require.True(t, again.Empty())
	server.ResetRequests()
	require.NoError(t, client.Automation.Apply(t.Context(), again))
	require.Empty(t, server.Requests())
}

func TestDuplicateCommandsAreRefusedByBothSides(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	request := whatsapp.ConversationalAutomationRequest{Commands: commandsNamed("help", "help")}
	err := client.Automation.Configure(t.Context(), graphtest.PhoneNumberID, request)
	var invalid *whatsapp.ValidationError
	require.ErrorAs(t, err, &invalid)
	err = client.Automation.Configure(t.Context(), graphtest.PhoneNumberID, request, whatsapp.WithoutValidation())
	var refused *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
}

func TestWelcomeSequenceLifecycle(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]graphtest.Option{"bare lists": nil, "pages": {graphtest.WithSequencePages()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := world(t, opts...)
			sequences := client.WelcomeSequences
			created, err := sequences.Create(t.Context(), graphtest.WABAID, whatsapp.CreateWelcomeSequenceRequest{Name: "Autumn", Message: storeMessage})
			require.NoError(t, err)
			id := created.ID
			require.NoError(t, sequences.Update(t.Context(), graphtest.WABAID, id, whatsapp.UpdateWelcomeSequenceRequest{Name: new("Autumn sale")}))

			sequence, err := sequences.Get(t.Context(), graphtest.WABAID, id)
			require.NoError(t, err)
			require.Equal(t, "Autumn sale", sequence.Name)
			require.Equal(t, storeMessage.Text, sequence.Message.Text)
			require.Equal(t, storeMessage.AutofillMessage, sequence.Message.AutofillMessage)
			require.Equal(t, storeMessage.IceBreakers, sequence.Message.IceBreakers)
			require.False(t, sequence.IsUsedInAd)

			sequence.Message.Text = "Autumn has come."
			require.NoError(t, sequences.Update(t.Context(), graphtest.WABAID, id, whatsapp.UpdateWelcomeSequenceRequest{Message: &sequence.Message}))
			page, err := sequences.List(t.Context(), graphtest.WABAID, nil)
			require.NoError(t, err)
			require.Len(t, page.Data, 4)
			require.Equal(t, id, page.Data[3].ID)
			require.Equal(t, "Autumn sale", page.Data[3].Name)
			require.Equal(t, "Autumn has come.", page.Data[3].Message.Text)
			require.Equal(t, storeMessage.IceBreakers, page.Data[3].Message.IceBreakers)

			require.NoError(t, sequences.Delete(t.Context(), graphtest.WABAID, id))
			_, err = sequences.Get(t.Context(), graphtest.WABAID, id)
			require.ErrorIs(t, err, whatsapp.ErrNotFound)
			require.ErrorIs(t, sequences.Delete(t.Context(), graphtest.WABAID, id), whatsapp.ErrNotFound)
			page, err = sequences.List(t.Context(), graphtest.WABAID, nil)
			require.NoError(t, err)
			require.Len(t, page.Data, 3)
		})
	}
}

func TestUsedSequenceIsKept(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	err := client.WelcomeSequences.Delete(t.Context(), graphtest.WABAID, graphtest.UsedSequenceID)
	require.ErrorIs(t, err, whatsapp.ErrSequenceInUse)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	err = client.WelcomeSequences.Update(t.Context(), graphtest.WABAID, graphtest.UsedSequenceID, whatsapp.UpdateWelcomeSequenceRequest{Name: new("Other")})
	require.ErrorIs(t, err, whatsapp.ErrSequenceInUse)
	sequence, err := client.WelcomeSequences.Get(t.Context(), graphtest.WABAID, graphtest.UsedSequenceID)
	require.NoError(t, err)
	require.True(t, sequence.IsUsedInAd)
	require.Equal(t, "Spring sale", sequence.Name)
}

// A dropped connection leaves open whether a sequence was created, so it is not
// created a second time.
func TestDroppedCreationIsNotRepeated(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	server.Script("POST /{waba}/welcome_message_sequences", graphtest.DropAfter())
	_, err := client.WelcomeSequences.Create(t.Context(), graphtest.WABAID, whatsapp.CreateWelcomeSequenceRequest{Name: "Autumn", Message: storeMessage})
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	page, err := client.WelcomeSequences.List(t.Context(), graphtest.WABAID, nil)
	require.NoError(t, err)
	require.Len(t, page.Data, 4, "it was carried out, once")
}

func TestAssignedUsersReadBack(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	tasksOf := func() []whatsapp.Task {
		for user, err := range client.Users.All(t.Context(), graphtest.WABAID, graphtest.BusinessID, nil, whatsapp.WithFields("id", "tasks")) {
			require.NoError(t, err)
			if user.ID == graphtest.UnassignedUserID {
				return user.Tasks
			}
		}
		return nil
	}
	require.Nil(t, tasksOf())
	for _, tasks := range [][]whatsapp.Task{{whatsapp.TaskManage, whatsapp.TaskDevelop}, {whatsapp.TaskViewCost}} {
		require.NoError(t, client.Users.Add(t.Context(), graphtest.WABAID, graphtest.UnassignedUserID, tasks))
		require.Equal(t, tasks, tasksOf(), "the tasks take the place of the former ones")
	}
	accounts, err := client.Users.ListWABAs(t.Context(), graphtest.UnassignedUserID, nil)
	require.NoError(t, err)
	require.Len(t, accounts.Data, 1)
	require.Equal(t, graphtest.WABAID, accounts.Data[0].ID)
	require.NoError(t, client.Users.Remove(t.Context(), graphtest.WABAID, graphtest.UnassignedUserID))
	require.Nil(t, tasksOf())
}

func TestCreatedObjectsReadBack(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	created, err := client.WABAs.Create(t.Context(), graphtest.BusinessID, whatsapp.CreateWABARequest{Name: "Outlet account", Currency: new("EUR"), TimezoneID: new(42)})
	require.NoError(t, err)
	require.NotEmpty(t, created.PaymentAccountID)
	account, err := client.WABAs.Get(t.Context(), created.ID, whatsapp.WithFields("name", "currency", "timezone_id"))
	require.NoError(t, err)
	require.Equal(t, &whatsapp.WABA{ID: created.ID, Name: "Outlet account", Currency: "EUR", TimezoneID: "42"}, account)

	number, err := client.PhoneNumbers.Add(t.Context(), graphtest.BusinessID, "+15555550142")
	require.NoError(t, err)
	require.NotEmpty(t, number.ID)
	_, err = client.PhoneNumbers.Add(t.Context(), graphtest.BusinessID, "+15555550142")
	require.ErrorIs(t, err, whatsapp.ErrAlreadyRegistered)

	solution, err := client.Solutions.Create(t.Context(), graphtest.AppID, whatsapp.CreateSolutionRequest{
		Name: "Seasonal", PartnerAppID: graphtest.PartnerAppID, OwnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
	})
	require.NoError(t, err)
	solutions, err := client.Solutions.List(t.Context(), graphtest.AppID, nil)
	require.NoError(t, err)
	last := solutions.Data[len(solutions.Data)-1]
	require.Equal(t, solution.ID, last.ID)
	require.Equal(t, whatsapp.SolutionStatusInitiated, last.Status)
	require.Equal(t, whatsapp.SolutionPendingStatusActivation, last.StatusForPendingRequest)
}

func TestMediaOpensWithItsBytes(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]graphtest.Option{"live": nil, "documented": {graphtest.WithDocumentedTypes()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := world(t, opts...)
			content := bytes.Repeat([]byte("0123456789abcdef"), 10000)
			id := server.AddMedia(graphtest.PhoneNumberID, "audio/ogg", content)
			stream, err := client.Media.Open(t.Context(), id)
			require.NoError(t, err)
			data, err := io.ReadAll(stream)
			require.NoError(t, err)
			require.NoError(t, stream.Close())
			require.Equal(t, content, data)
			sum := sha256.Sum256(data)
			require.Equal(t, hex.EncodeToString(sum[:]), stream.Info.SHA256)
			require.EqualValues(t, len(content), stream.Info.FileSize)
			require.EqualValues(t, len(content), stream.ContentLength)
			require.Equal(t, "audio/ogg", stream.ContentType)
			require.Equal(t, "audio/ogg", stream.Info.MIMEType)
			require.Equal(t, id, stream.Info.ID)

			require.NoError(t, client.Media.Delete(t.Context(), id))
			_, err = client.Media.Open(t.Context(), id)
			require.ErrorIs(t, err, whatsapp.ErrNotFound)
		})
	}
}

func TestExpiredMediaLinkIsResolvedOnce(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	server.Script(graphtest.MediaRoute, graphtest.ExpiredMedia())
	stream, err := client.Media.Open(t.Context(), graphtest.MediaID)
	require.NoError(t, err)
	require.NoError(t, stream.Close())
	require.Len(t, server.Requests(), 4)

	server.ResetRequests()
	server.Always(graphtest.MediaRoute, graphtest.ExpiredMedia())
	_, err = client.Media.Open(t.Context(), graphtest.MediaID)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.Len(t, server.Requests(), 4, "a link that is expired again is given up")
}

// A download starts over as long as none of its bytes have reached the caller.
func TestMediaDownloadIsRepeatedBeforeItBegins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := world(t)
		server.Script(graphtest.MediaRoute, graphtest.Transient(), graphtest.DropBefore(), graphtest.HTMLError(http.StatusBadGateway))
		stream, err := client.Media.Open(t.Context(), graphtest.MediaID)
		require.NoError(t, err)
		data, err := io.ReadAll(stream)
		require.NoError(t, err)
		require.NoError(t, stream.Close())
		require.Len(t, data, int(stream.Info.FileSize))
		require.Len(t, server.Requests(), 5)
	})
}

func TestTruncatedDownloadIsNotTakenForWhole(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	server.Script(graphtest.MediaRoute, graphtest.Truncated(10))
	stream, err := client.Media.Open(t.Context(), graphtest.MediaID)
	require.NoError(t, err)
	data, err := io.ReadAll(stream)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, data, 10)
	require.NoError(t, stream.Close())
}

// The attempt's timeout bounds the wait for the first byte, not the download.
func TestMediaDownloadMayTakeLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := linkedTo(t, mediaURL, whatsapp.WithAttemptTimeout(time.Second))
		stream, err := client.Media.Open(t.Context(), mediaID)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		data, err := io.ReadAll(stream)
		require.NoError(t, err)
		require.Equal(t, "0123456789", string(data))
		require.NoError(t, stream.Close())
	})
}

// The same client works against a real connection.
func TestWorldOverHTTP(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(graphtest.New())
	t.Cleanup(web.Close)
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithBaseURL(web.URL))
	require.NoError(t, err)
	got, err := drain(client.PhoneNumbers.All(t.Context(), graphtest.WABAID, &whatsapp.ListPhoneNumbersOptions{ListOptions: whatsapp.ListOptions{Limit: 3}}))
	require.NoError(t, err)
	require.Len(t, got, 4)
	stream, err := client.Media.Open(t.Context(), graphtest.MediaID)
	require.NoError(t, err)
	data, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.Len(t, data, int(stream.Info.FileSize))
	require.NoError(t, stream.Close())
}
