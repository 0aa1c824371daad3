package whatsapp_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	qrCode      = "4O4YGZEG3RIVE2"
	qrCodeImage = "https://scontent.xx.fbcdn.net/m1/v/t6/An?oe=64550A9E"
)

func qrCodeMethods() []method { return slices.Concat(qrCodeLists(), qrCodeReads(), qrCodeChanges()) }

func orderQRCode() whatsapp.QRCode {
	return whatsapp.QRCode{Code: qrCode, PrefilledMessage: "Where is my order?", DeepLinkURL: "https://wa.me/message/" + qrCode}
}

func qrCodeLists() []method {
	full := orderQRCode()
	full.ImageURL, full.CreationTime = qrCodeImage, moment("1772442000")
	return listRow[whatsapp.QRCode, whatsapp.ListOptions]{
		list:      (*whatsapp.QRCodeService).List,
		all:       (*whatsapp.QRCodeService).All,
		operation: "GET /{phone-number-id}/message_qrdls",
		ids:       []string{phoneNumberID},
		options:   secondPage,
		fields:    []string{"prefilled_message", "qr_image_url.format(PNG)"},
		page: &whatsapp.Page[whatsapp.QRCode]{Paging: lastPage, Data: []whatsapp.QRCode{
			full, {Code: "WOMVT6TJ2BP7A1", PrefilledMessage: "Opening hours", DeepLinkURL: "https://wa.me/message/WOMVT6TJ2BP7A1"},
		}},
		maxLimit: 25,
	}.methods()
}

func qrCodeReads() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.QRCodes.Get(ctx, id, qrCode, opts...))
	}
	return []method{{
		name: "QRCodes.Get", operation: "GET /{phone-number-id}/message_qrdls/{qr-code-id}", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
		holds: onlyEntry,
		cases: []exchange{one("qr_codes/get_success", get, new(orderQRCode()))},
	}}
}

// onlyEntry picks the object that stands alone in a list.
func onlyEntry(answer any) any { return entries(answer).([]any)[0] }

func qrCodeChanges() []method {
	create := func(request whatsapp.CreateQRCodeRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.QRCodes.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	update := func(message string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.QRCodes.Update(ctx, id, qrCode, whatsapp.UpdateQRCodeRequest{PrefilledMessage: message}, append(first, opts...)...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.QRCodes.Delete(ctx, id, qrCode, opts...))
	}
	created, updated, blank := orderQRCode(), orderQRCode(), orderQRCode()
	created.ImageURL, updated.PrefilledMessage, blank.PrefilledMessage = qrCodeImage, "Is my order there?", ""
	request := whatsapp.CreateQRCodeRequest{PrefilledMessage: "Where is my order?", GenerateQRImage: new(whatsapp.QRImageFormatSVG)}
	return []method{
		{
			name: "QRCodes.Create", operation: "POST /{phone-number-id}/message_qrdls", repeat: whatsapp.RepeatUnsafe, id: phoneNumberID,
			cases: []exchange{
				one("qr_codes/create_success", create(request), &created),
				one("qr_codes/create_beyond_limits", create(whatsapp.CreateQRCodeRequest{}, whatsapp.WithoutValidation()), &blank),
			},
		},
		{
			name: "QRCodes.Update", operation: "POST /{phone-number-id}/message_qrdls", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("qr_codes/update_success", update("Is my order there?"), &updated),
				one("qr_codes/update_beyond_limits", update("", whatsapp.WithoutValidation()), &blank),
			},
		},
		{
			name: "QRCodes.Delete", operation: "DELETE /{phone-number-id}/message_qrdls/{qr-code-id}", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{one("qr_codes/delete_success", remove, nil)},
		},
	}
}

func TestQRCodeRequestsAreChecked(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	for length, problem := range map[int]string{0: "is required", 1: "", 140: "", 141: "has 141 characters, at most 140 are allowed"} {
		message := strings.Repeat("é", length)
		err := whatsapp.CreateQRCodeRequest{PrefilledMessage: message}.Validate()
		_, sent := client.QRCodes.Update(t.Context(), graphtest.PhoneNumberID, graphtest.QRCodeID, whatsapp.UpdateQRCodeRequest{PrefilledMessage: message})
		if problem == "" {
			require.NoError(t, err)
			require.NoError(t, sent)
			continue
		}
		require.ErrorContains(t, err, "prefilled_message "+problem)
		require.ErrorContains(t, sent, "prefilled_message "+problem)
	}
	for _, code := range []string{"", "4O4YGZEG3RIVE", "4O4YGZEG3RIVE22", "4o4YGZEG3RIVE1", "4O4YGZEG3RIV-1"} {
		_, err := client.QRCodes.Update(t.Context(), graphtest.PhoneNumberID, code, whatsapp.UpdateQRCodeRequest{PrefilledMessage: "Hello"})
		require.ErrorContains(t, err, "code must have 14 capital letters and digits")
	}
}

func TestDeletedQRCodeIsNotFound(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	code, err := client.QRCodes.Create(t.Context(), graphtest.PhoneNumberID, whatsapp.CreateQRCodeRequest{PrefilledMessage: "Hello"})
	require.NoError(t, err)
	require.NoError(t, client.QRCodes.Delete(t.Context(), graphtest.PhoneNumberID, code.Code))
	_, err = client.QRCodes.Get(t.Context(), graphtest.PhoneNumberID, code.Code)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
}
