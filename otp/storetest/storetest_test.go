package storetest_test

import (
	"testing"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/otp/storetest"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) otp.Store { return otp.NewMemoryStore(0) })
}
