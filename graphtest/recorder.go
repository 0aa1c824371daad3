package graphtest

import (
	"bytes"
	"net/http"
)

// recorder is an [http.ResponseWriter] that records a handler's response.
type recorder struct {
	status int // 0 until it is set
	header http.Header
	body   bytes.Buffer
}

func (a *recorder) Header() http.Header { return a.header }

func (a *recorder) WriteHeader(status int) {
	informational := status < http.StatusOK && status != http.StatusSwitchingProtocols
	if a.status == 0 && !informational {
		a.status = status
	}
}

func (a *recorder) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}
