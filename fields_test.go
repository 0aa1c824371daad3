package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestFieldsOf(t *testing.T) {
	t.Parallel()
	type node struct {
		Name      string `json:"name"`
		ID        string `json:"id"`
		Status    string `json:"status,omitempty"`
		Edge      []int  `json:"edge,omitzero" fields:"-"`
		Hidden    string `json:"-"`
		Untagged  string
		NoName    string `json:",omitempty"`
		Nested    *node  `json:"nested,omitzero"`
		unseen    string //nolint:unused // fields of no JSON
		CreatedAt int    `json:"created_at"`
	}
	require.Equal(t, []string{"name", "id", "status", "nested", "created_at"}, whatsapp.FieldsOf[node](), "in the order of the struct")
	require.Empty(t, whatsapp.FieldsOf[struct{}]())
	require.Empty(t, whatsapp.FieldsOf[string]())
	require.Empty(t, whatsapp.FieldsOf[*node]())
	require.Empty(t, whatsapp.FieldsOf[[]node]())
	require.Empty(t, whatsapp.FieldsOf[any]())
}

// What is returned belongs to the caller.
func TestFieldsOfIsNew(t *testing.T) {
	t.Parallel()
	first := whatsapp.FieldsOf[whatsapp.Business]()
	require.NotEmpty(t, first)
	first[0] = "changed"
	require.NotEqual(t, first, whatsapp.FieldsOf[whatsapp.Business]())
}
