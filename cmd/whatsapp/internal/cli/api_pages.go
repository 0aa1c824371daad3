package cli

import (
	"encoding/json"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

// apiPages prints the entries of all pages of a list. It looks at the first
// page itself: what is not a list is not worth repeating, which a library that
// expects one does not know.
func (s *shell) apiPages(command *cobra.Command, client *whatsapp.Client, op whatsapp.Operation, limit int, token string) error {
	ctx := command.Context()
	size, err := pageSize(command, op)
	if err != nil {
		return err
	}
	var answer json.RawMessage
	if err := client.Do(ctx, op, &answer); err != nil {
		return err
	}
	var first whatsapp.Page[json.RawMessage]
	if json.Unmarshal(answer, &first) != nil {
		return usagef(command, "the answer is not a list; leave out --paginate")
	}
	for _, name := range []string{"limit", "after", "before"} {
		op.Query.Del(name)
	}
	return s.printArray(limit, func(yield func(any, error) bool) {
		for _, item := range first.Data {
			if !yield(withoutToken(item, token), nil) {
				return
			}
		}
		cursor := first.NextCursor()
		if cursor == "" {
			return
		}
		for item, err := range whatsapp.DoAll[json.RawMessage](ctx, client, op, &whatsapp.ListOptions{After: cursor, Limit: size}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(withoutToken(*item, token), nil) {
				return
			}
		}
	})
}

// pageSize returns the size of a page that a query asks for, 0 if it does not.
func pageSize(command *cobra.Command, op whatsapp.Operation) (int, error) {
	text := op.Query.Get("limit")
	if text == "" {
		return 0, nil
	}
	size, err := strconv.Atoi(text)
	if err != nil || size < 1 {
		return 0, usagef(command, "invalid limit %q in the query; want the size of a page, such as 100", text)
	}
	return size, nil
}
