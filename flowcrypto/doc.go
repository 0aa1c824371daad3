// Package flowcrypto answers the requests of a WhatsApp Flow with an endpoint:
// the screens of the flow ask it for data and for the next screen. Requests and
// answers are encrypted.
//
// # Serve
//
// [NewHandler] makes an [net/http.Handler] from the private key, the app secret
// and a function that answers one request:
//
//	key, err := flowcrypto.ParsePrivateKey(pemText, passphrase)
//	if err != nil {
//		return err
//	}
//	handler, err := flowcrypto.NewHandler(flowcrypto.Config{
//		PrivateKeys: []crypto.Decrypter{key},
//		AppSecrets:  []string{os.Getenv("WHATSAPP_APP_SECRET")},
//		OnError:     func(ctx context.Context, err error) { slog.ErrorContext(ctx, "flow", "error", err) },
//	}, func(ctx context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
//		if !known(r.FlowToken) {
//			return nil, &flowcrypto.InvalidTokenError{Message: "This form is no longer open."}
//		}
//		switch r.Action {
//		case flowcrypto.ActionInit:
//			return &flowcrypto.Response{Screen: "APPOINTMENT", Data: days}, nil
//		default:
//			return r.Complete(map[string]string{"day": "Monday"})
//		}
//	})
//
// The handler verifies the signature, bounds and decrypts the body, answers
// health checks and error notifications by itself, and encrypts what the
// function returns. The public key of the phone number that sends the flow must
// belong to one of the private keys.
//
// # Rotate
//
// Keys and app secrets are lists. To replace a key, add the new one, upload its
// public key, and remove the old one some days later: a client that still has
// the old public key is answered as before, and one whose key is not known gets
// 421, which makes it fetch the public key again.
//
// # Without a server
//
// [Open] and [Exchange.Seal] decrypt and encrypt on their own, for platforms
// without net/http. [VerifyTokenSignature] checks that a flow token comes from
// somebody who has received the flow.
//
// # Secrets
//
// No error and nothing that is printed by this package has a key, a flow token
// or the content of a request or an answer.
//
// https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint
package flowcrypto
