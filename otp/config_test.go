package otp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestNewChecksItsConfig(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*otp.Config)
		want   string
	}{
		"no sender":        {func(c *otp.Config) { c.Sender = nil }, "otp: Config.Sender is required: it sends the codes"},
		"no key":           {func(c *otp.Config) { c.Key = nil }, "otp: Config.Key has 0 bytes; want at least 32, made with crypto/rand and kept"},
		"short key":        {func(c *otp.Config) { c.Key = key[:31] }, "otp: Config.Key has 31 bytes; want at least 32, made with crypto/rand and kept"},
		"few digits":       {func(c *otp.Config) { c.Digits = 3 }, "otp: Config.Digits is 3; want 4 to 15"},
		"many digits":      {func(c *otp.Config) { c.Digits = 16 }, "otp: Config.Digits is 16; want 4 to 15"},
		"lifetime":         {func(c *otp.Config) { c.Lifetime = -1 }, "otp: Config.Lifetime must not be negative"},
		"guesses":          {func(c *otp.Config) { c.MaxGuesses = -1 }, "otp: Config.MaxGuesses must not be negative"},
		"resends":          {func(c *otp.Config) { c.MaxResends = -1 }, "otp: Config.MaxResends must not be negative"},
		"window":           {func(c *otp.Config) { c.ResendWindow = -1 }, "otp: Config.ResendWindow must not be negative"},
		"codes":            {func(c *otp.Config) { c.MaxCodesPerDay = -1 }, "otp: Config.MaxCodesPerDay must not be negative"},
		"session lifetime": {func(c *otp.Config) { c.SessionLifetime = -1 }, "otp: Config.SessionLifetime must not be negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := otp.Config{Sender: &outbox{}, Key: key}
			test.change(&config)
			_, err := otp.New(config)
			require.EqualError(t, err, test.want)
		})
	}
}
