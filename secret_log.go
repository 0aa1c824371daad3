package whatsapp

import (
	"encoding/json"
	"log/slog"
	"reflect"

	"github.com/wabakit/whatsapp/internal/redact"
)

// logWithoutSecrets returns a struct as its JSON, with every secret in it
// redacted. A handler that encodes to JSON would otherwise log what the struct
// sends.
func logWithoutSecrets(value any) slog.Value {
	masked := reflect.New(reflect.TypeOf(value)).Elem()
	masked.Set(reflect.ValueOf(value))
	maskSecrets(masked)
	text, err := json.Marshal(masked.Interface())
	if err != nil {
		return slog.StringValue(redact.Mark)
	}
	return slog.AnyValue(json.RawMessage(text))
}

// maskSecrets replaces the secrets in a value. It copies what it changes behind
// a pointer or in a slice, which still belongs to the caller.
func maskSecrets(value reflect.Value) {
	switch secret := value.Interface().(type) {
	case Secret:
		value.SetString(secret.String())
		return
	case VerifyToken:
		value.SetString(secret.String())
		return
	case SecretURL:
		value.SetString(secret.String())
		return
	}
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			copied := reflect.New(value.Type().Elem())
			copied.Elem().Set(value.Elem())
			maskSecrets(copied.Elem())
			value.Set(copied)
		}
	case reflect.Slice:
		copied := reflect.MakeSlice(value.Type(), value.Len(), value.Len())
		reflect.Copy(copied, value)
		for i := range copied.Len() {
			maskSecrets(copied.Index(i))
		}
		if !value.IsNil() {
			value.Set(copied)
		}
	case reflect.Struct:
		for _, field := range value.Fields() {
			if field.CanSet() {
				maskSecrets(field)
			}
		}
	default: // nothing else of this package has a secret within
	}
}

// LogValue returns everything but the secrets.
func (s PhoneNumberSettings) LogValue() slog.Value { return logWithoutSecrets(s) }

// LogValue returns everything but the secrets.
func (s CallingSettings) LogValue() slog.Value { return logWithoutSecrets(s) }

// LogValue returns everything but the secrets.
func (s SIPSettings) LogValue() slog.Value { return logWithoutSecrets(s) }

// LogValue returns everything but the secrets.
func (s SIPServer) LogValue() slog.Value { return logWithoutSecrets(s) }

// LogValue returns everything but the secrets.
func (r RegisterPhoneNumberRequest) LogValue() slog.Value { return logWithoutSecrets(r) }

// LogValue returns everything but the secrets.
func (b RegistrationBackup) LogValue() slog.Value { return logWithoutSecrets(b) }

// LogValue returns everything but the secrets.
func (r UpdatePhoneNumberRequest) LogValue() slog.Value { return logWithoutSecrets(r) }

// LogValue returns everything but the secrets.
func (d BusinessAPIData) LogValue() slog.Value { return logWithoutSecrets(d) }

// LogValue returns everything but the secrets.
func (o WebhookOverride) LogValue() slog.Value { return logWithoutSecrets(o) }

// LogValue returns everything but the secrets.
func (r SubscribeRequest) LogValue() slog.Value { return logWithoutSecrets(r) }

// LogValue returns everything but the secrets.
func (r SetAppSubscriptionRequest) LogValue() slog.Value { return logWithoutSecrets(r) }

// LogValue returns everything but the secrets.
func (t SolutionAccessToken) LogValue() slog.Value { return logWithoutSecrets(t) }

// LogValue returns everything but the secrets.
func (f Flow) LogValue() slog.Value { return logWithoutSecrets(f) }

// LogValue returns everything but the secrets.
func (p FlowPreview) LogValue() slog.Value { return logWithoutSecrets(p) }

// LogValue returns everything but the secrets.
func (a FlowAsset) LogValue() slog.Value { return logWithoutSecrets(a) }

// LogValue returns everything but the secrets.
func (c CreatedPaymentConfiguration) LogValue() slog.Value { return logWithoutSecrets(c) }

// LogValue returns everything but the secrets.
func (l PaymentOAuthLink) LogValue() slog.Value { return logWithoutSecrets(l) }

// LogValue returns what is known about the media.
func (s *MediaStream) LogValue() slog.Value { return s.Info.LogValue() }
