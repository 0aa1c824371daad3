// Package browsertest tests the page of package simulator in Chromium, and its
// REST interface with programs in other languages. Tests are skipped where
// these are not installed, unless CI is true.
//
//	go test ./simulator/browsertest -update   # writes the pictures of docs/
package browsertest
