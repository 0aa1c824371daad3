package provision

import (
	"context"
	"slices"

	"github.com/wabakit/whatsapp"
)

// QRCode declares a QR code of a phone number. The message identifies it, so
// that another message is another code: printed ones keep the old message until
// their code is deleted. Of several codes with one message, all are meant.
type QRCode struct {
	// PrefilledMessage is what stands in the person's input field: at most 140
	// characters.
	PrefilledMessage string `json:"prefilled_message" identity:"name"`
	// State is absent to delete all codes with this message.
	State State `json:"state,omitzero"`
}

// pageOfQRCodes is the largest page that Graph gives.
const pageOfQRCodes = 25

var qrCodes = &definition[QRCode]{
	kind: KindQRCode,
	ofNumber: &field[PhoneNumber, QRCode]{
		name: "qr_codes",
		get:  func(n *PhoneNumber) []QRCode { return n.QRCodes },
		set:  func(n *PhoneNumber, list []QRCode) { n.QRCodes = list },
	},
	identify: func(q *QRCode) (string, State) { return q.PrefilledMessage, q.State },
	read: func(ctx context.Context, s *session, scope Target, _ []*QRCode) ([]found[QRCode], error) {
		var list []found[QRCode]
		for code, err := range s.client.QRCodes.All(ctx, scope.PhoneNumberID, &whatsapp.ListOptions{Limit: pageOfQRCodes}) {
			if err != nil {
				return nil, err
			}
			list = collect(list, found[QRCode]{
				name: code.PrefilledMessage, id: code.Code, value: QRCode{PrefilledMessage: code.PrefilledMessage},
			})
		}
		return list, nil
	},
	judge: func(v *verdict, _ *QRCode, _ *found[QRCode]) {
		if v.change.Action == ActionDelete {
			v.change.Irreversible = []string{"whoever scans a printed code sees an error"}
		}
	},
	validate: func(want *QRCode, _ *found[QRCode]) error {
		return whatsapp.CreateQRCodeRequest{PrefilledMessage: want.PrefilledMessage}.Validate()
	},
	create: func(ctx context.Context, s *session, scope Target, want *QRCode) error {
		_, err := s.client.QRCodes.Create(ctx, scope.PhoneNumberID, whatsapp.CreateQRCodeRequest{PrefilledMessage: want.PrefilledMessage})
		return err
	},
	remove: func(ctx context.Context, s *session, scope Target, have *found[QRCode]) error {
		for _, code := range slices.Concat([]string{have.id}, have.others) {
			if err := s.client.QRCodes.Delete(ctx, scope.PhoneNumberID, code); err != nil {
				return err
			}
		}
		return nil
	},
}

// collect adds a thing to a list, or its id to the thing that has its name.
func collect[T any](list []found[T], one found[T]) []found[T] {
	if same := named(list, one.name); same != nil {
		same.others = append(same.others, one.id)
		return list
	}
	return append(list, one)
}
