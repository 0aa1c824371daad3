package whatsapp

import "sync"

// otherLabel stands for every value that is one too many.
const otherLabel = "other"

// BoundLabels returns a function for metrics, which bounds how many values a
// label has. The first values that it is given, at most as many as most says,
// it returns as they are, and "other" for all that come later. An empty value
// stays empty and does not count. The function is safe for concurrent use.
//
//	number := whatsapp.BoundLabels(100)
//	observer := whatsapp.Observer{OperationDone: func(_ context.Context, r whatsapp.OperationResult) {
//		calls.WithLabelValues(r.Operation, number(r.TargetID)).Inc()
//	}}
func BoundLabels(most int) func(value string) string {
	var mutex sync.RWMutex
	known := map[string]bool{"": true}
	most = max(most, 0) + len(known)
	isKnown := func(value string) (found, full bool) {
		mutex.RLock()
		defer mutex.RUnlock()
		return known[value], len(known) >= most
	}
	return func(value string) string {
		found, full := isKnown(value)
		if found {
			return value
		}
		if full {
			return otherLabel
		}
		mutex.Lock()
		defer mutex.Unlock()
		if !known[value] && len(known) >= most {
			return otherLabel
		}
		known[value] = true
		return value
	}
}
