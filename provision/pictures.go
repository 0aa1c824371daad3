package provision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp"
)

// Picture declares the picture of a profile: a JPEG or PNG file of at most 5
// MB, best of 640 by 640 pixels.
//
// Graph does not tell which picture a number has, only whether it has one. So a
// plan compares the hash of the file with that of the picture that was set
// last, which a [Record] keeps. It cannot see that somebody else has changed
// the picture since. Without a Record, the picture is set where there is none,
// and otherwise left alone, with a warning.
type Picture struct {
	// Path is the file, below the folder of [WithFiles].
	Path string `json:"path"`
	// SHA256 is the hash that the file must have, in hexadecimal. A plan fills
	// it in.
	SHA256 string `json:"sha256,omitzero"`
}

const maxPicture = 5 << 20 // bytes

// What is known of the picture that a number has.
const (
	pictureUnknown    = "unknown"    // there is no record
	pictureUnrecorded = "unrecorded" // the record does not have it
)

func pictureKey(scope Target) string { return "profile_picture/" + scope.PhoneNumberID }

// readPicture fills in the hash of the picture that was set last.
func (s *session) readPicture(ctx context.Context, scope Target, have *found[Profile]) error {
	if s.record == nil {
		have.status = pictureUnknown
		return nil
	}
	digest, err := s.record.Get(ctx, pictureKey(scope))
	switch {
	case err != nil:
		return fmt.Errorf("read the record: %w", err)
	case digest == "":
		have.status = pictureUnrecorded
	default:
		have.value.Picture = &Picture{SHA256: digest}
	}
	return nil
}

func judgePicture(v *verdict, _ *Profile, have *found[Profile]) {
	switch {
	case have.status == pictureUnknown:
		v.leaveOut("picture", "the picture is not compared: Graph does not tell which one there is, and there is no record")
	case have.status == pictureUnrecorded && touches(v.change.Differences, "picture"):
		v.change.Warnings = append(v.change.Warnings, "it replaces a picture of which the record does not know")
	}
}

// withDigest returns the declaration with the hash of its picture.
func withDigest(s *session, want *Profile) (*Profile, error) {
	if want.Picture == nil {
		return want, nil
	}
	content, problem := s.readFile(want.Picture.Path, maxPicture)
	if problem != "" {
		return nil, violation("picture.path", problem)
	}
	if kind := http.DetectContentType(content); kind != "image/jpeg" && kind != "image/png" {
		return nil, violation("picture.path", "must be a JPEG or PNG file, not "+kind)
	}
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	if declared := want.Picture.SHA256; declared != "" && !strings.EqualFold(declared, digest) {
		return nil, violation("picture.sha256", "is not the hash of the file, which is "+digest)
	}
	completed := *want
	completed.Picture = &Picture{Path: want.Picture.Path, SHA256: digest}
	return &completed, nil
}

func violation(field, problem string) error {
	return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Field: field, Problem: problem}}}
}

// readFile returns the content of a file of [WithFiles], or why it cannot be
// had.
func (s *session) readFile(name string, limit int64) (content []byte, problem string) {
	switch {
	case s.files == nil:
		return nil, "cannot be read: there is no folder of files; see WithFiles"
	case !fs.ValidPath(name):
		return nil, "must be a path below the folder of files, with slashes and without . and .."
	}
	file, err := s.files.Open(name)
	if err != nil {
		return nil, "cannot be read: " + reasonOf(err)
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return nil, "cannot be read: " + reasonOf(err)
	case int64(len(content)) > limit:
		return nil, fmt.Sprintf("must have at most %d bytes", limit)
	}
	return content, ""
}

// reasonOf leaves out the path, which is in the document.
func reasonOf(err error) string {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return err.Error()
}

// uploadPicture uploads a picture and returns its handle.
func (s *session) uploadPicture(ctx context.Context, picture *Picture) (string, error) {
	content, problem := s.readFile(picture.Path, maxPicture)
	if problem != "" {
		return "", errors.New("the picture " + problem)
	}
	return s.upload(ctx, picture.Path, content)
}
