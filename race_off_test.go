//go:build !race

package whatsapp_test

// raceEnabled: the race detector allocates on its own account, and is slow.
const raceEnabled = false
