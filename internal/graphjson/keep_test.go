package graphjson_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type contact struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func contacts(n int) []byte {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `,{"id":"%d","name":"Contact %06d"}`, i, i)
	}
	return []byte("[" + text.String()[1:] + "]")
}

// held returns the memory that keep keeps alive.
func held(keep func() any) int64 {
	runtime.GC()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	kept := keep()
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// One item of a page must not hold the page. The test runs alone, since it
// measures the heap.
func TestOneItemDoesNotHoldThePage(t *testing.T) {
	text := contacts(10_000) // 400 KB
	codec.Decode(text, new([]contact))
	memory := held(func() any {
		var page []contact
		_, err := codec.Decode(text, &page)
		require.NoError(t, err)
		return strings.Clone("") + page[5_000].Name
	})
	assert.Less(t, memory, int64(16<<10))

	memory = held(func() any {
		d := codec.NewDecoder(text)
		var page []contact
		for range d.Elements {
			if d.Room() < 64 {
				d.Window(2 << 10)
			}
			var one contact
			d.Decode(&one)
			page = append(page, one)
		}
		require.NoError(t, d.Err())
		assert.Equal(t, "Contact 009999", page[9_999].Name)
		return page[5_000].Name
	})
	assert.Less(t, memory, int64(16<<10))
}

// The text may come from a pool.
func TestNothingSharesTheText(t *testing.T) {
	t.Parallel()
	text := []byte(`{"text":"plain","texts":["esc\u0061ped",12,"` + strings.Repeat("long", 500) + `"],"raw":[1,"a"],"digits":5,"by_name":{"key":"value"},"any":["b"],"bytes":"YQ=="}`)
	var got, want answer
	_, err := codec.Decode(append([]byte(nil), text...), &want)
	require.NoError(t, err)
	_, err = codec.Decode(text, &got)
	require.NoError(t, err)
	clear(text)
	require.Equal(t, want, got)
}

// Short strings share memory: a struct of many takes few allocations.
func TestShortStringsShareBlocks(t *testing.T) {
	var two []contact
	_, err := codec.Decode(contacts(2), &two)
	require.NoError(t, err)
	gap := uintptr(unsafe.Pointer(unsafe.StringData(two[1].Name))) - uintptr(unsafe.Pointer(unsafe.StringData(two[0].ID)))
	assert.Less(t, gap, uintptr(64))

	text := contacts(1_000)
	page := make([]contact, 0, 1_000)
	allocations := testing.AllocsPerRun(10, func() {
		page = page[:0]
		codec.Decode(text, &page)
	})
	assert.Less(t, allocations, 60.0)
}

func TestWindow(t *testing.T) {
	t.Parallel()
	text := []byte(` {"id":"inside","name":"behind the end"}`)
	d := codec.NewDecoder(text)
	d.Window(20)
	var one contact
	require.True(t, d.Decode(&one))
	assert.Equal(t, contact{"inside", "behind the end"}, one)
	assert.Zero(t, d.Room())
	part, ok := d.InWindow(1, 15)
	assert.True(t, ok)
	assert.Equal(t, `{"id":"inside"`, part)
	_, ok = d.InWindow(1, d.Offset())
	assert.False(t, ok)
	part, ok = d.InWindow(1, 21)
	assert.True(t, ok)
	assert.Equal(t, string(text[1:21]), part)
	_, ok = d.InWindow(0, 15)
	assert.False(t, ok)

	d.Rewind(1)
	assert.Equal(t, 20, d.Room())
	var again contact
	require.True(t, d.Decode(&again))
	assert.Equal(t, one, again)
	d.Window(20)
	d.Rewind(1)
	assert.Zero(t, d.Room(), "the window is further on")
}
