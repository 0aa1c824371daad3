package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/wabakit/whatsapp"
)

// counter counts attempts by operation. Operations have placeholders in place
// of ids, so there are few of them, and they can label a metric.
type counter struct {
	mutex sync.Mutex
	all   map[string]int
	bad   map[string]int
}

func (c *counter) add(_ context.Context, attempt whatsapp.AttemptInfo) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.all == nil {
		c.all, c.bad = map[string]int{}, map[string]int{}
	}
	c.all[attempt.Operation]++
	if attempt.Err != nil {
		c.bad[attempt.Operation]++
	}
}

func (c *counter) print() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, operation := range slices.Sorted(maps.Keys(c.all)) {
		fmt.Printf("  %-55s  %d, failed: %d\n", operation, c.all[operation], c.bad[operation])
	}
}
