package whatsapp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func coexistenceMethods() []method {
	sync := func(data whatsapp.BusinessAppData, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.SyncBusinessApp(ctx, id, data, append(first, opts...)...))
		}
	}
	remove := func(userID string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.DeleteFromContactBook(ctx, id, userID, append(first, opts...)...))
		}
	}
	const somebody = "US.13491208655302741918"
	deletion := func(deleted bool) *whatsapp.ContactBookDeletion {
		return &whatsapp.ContactBookDeletion{MessagingProduct: "whatsapp", Success: true, Deleted: deleted}
	}
	return []method{
		{
			name: "PhoneNumbers.SyncBusinessApp", operation: "POST /{phone-number-id}/smb_app_data", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/sync_business_app_success", sync(whatsapp.BusinessAppDataContacts),
					&whatsapp.StartedSync{MessagingProduct: "whatsapp", RequestID: "3EB0C767D097B7C7C030"}),
				one("phone_numbers/sync_business_app_beyond_limits", sync("", whatsapp.WithoutValidation()),
					&whatsapp.StartedSync{RequestID: "3EB0C767D097B7C7C031"}),
			},
		},
		{
			name: "PhoneNumbers.DeleteFromContactBook", operation: "DELETE /{phone-number-id}/contact_book", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/delete_from_contact_book_success", remove(somebody), deletion(true)),
				one("phone_numbers/delete_from_contact_book_none", remove(somebody), deletion(false)),
				one("phone_numbers/delete_from_contact_book_beyond_limits", remove("15550100123", whatsapp.WithoutValidation()), deletion(false)),
			},
		},
	}
}

func TestUserIDsOfTheContactBook(t *testing.T) {
	t.Parallel()
	const wanted = "bsuid must be a business-scoped user id such as US.13491208655302741918"
	for _, id := range []string{"", "15550100123", "US.ENT.1349", "us.1349", "US.", "USA.1349", "US.1 2", "US." + strings.Repeat("1", 129)} {
		requireNotSent(t, func(client *whatsapp.Client) error {
			_, err := client.PhoneNumbers.DeleteFromContactBook(t.Context(), phoneNumberID, id)
			return err
		}, wanted)
	}
	longest := "US." + strings.Repeat("1", 128)
	transport, log := replay(t, readFixture(t, "phone_numbers/delete_from_contact_book_success"))
	_, err := newClient(t, transport).PhoneNumbers.DeleteFromContactBook(t.Context(), phoneNumberID, longest)
	require.NoError(t, err)
	require.Equal(t, longest, log.sent()[0].URL.Query().Get("bsuid"))
}

func TestSyncingSomething(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.PhoneNumbers.SyncBusinessApp(t.Context(), phoneNumberID, "")
		return err
	}, "sync_type is required")
}
