package main

import (
	"context"
	"fmt"
	"sync"
)

// countAll asks for all tenants concurrently. If one fails, the others are
// still served.
func countAll(ctx context.Context, tenants []tenant) []string {
	results := make([]string, len(tenants))
	var group sync.WaitGroup
	for i, t := range tenants {
		group.Go(func() {
			count, err := countNumbers(ctx, t)
			if err != nil {
				results[i] = fmt.Sprintf("%-17s  %v", t.wabaID, err)
				return
			}
			results[i] = fmt.Sprintf("%-17s  %d", t.wabaID, count)
		})
	}
	group.Wait()
	return results
}

func countNumbers(ctx context.Context, t tenant) (int, error) {
	count := 0
	for _, err := range t.client.PhoneNumbers.All(ctx, t.wabaID, nil) {
		if err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}
