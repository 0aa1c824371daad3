package whatsapp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProductComesFirst(t *testing.T) {
	t.Parallel()
	for object, want := range map[string]string{
		`{}`:                           `{"messaging_product":"whatsapp"}`,
		`{"status":"read"}`:            `{"messaging_product":"whatsapp","status":"read"}`,
		`{"group":{"a":1},"users":[]}`: `{"messaging_product":"whatsapp","group":{"a":1},"users":[]}`,
	} {
		require.Equal(t, want, string(withProduct([]byte(object))))
	}
}
