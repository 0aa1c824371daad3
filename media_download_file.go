package whatsapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// DownloadFile downloads a media object to the file of a path, whole or not at
// all: the bytes go to a temporary file in the same folder, which takes the name
// when they are complete, checked and on the disk. A file that is there already
// is replaced then, and so is a symbolic link, but not what it leads to. After an
// error there is no trace of the download.
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. In all else it is
// [MediaService.Download].
func (s *MediaService) DownloadFile(ctx context.Context, mediaID, path string, options *DownloadOptions, opts ...RequestOption) (*MediaInfo, error) {
	if err := checkTarget(path); err != nil {
		return nil, err
	}
	download, err := s.newDownload(ctx, mediaID, options, opts)
	if err != nil {
		return nil, err
	}
	err = writeFile(path, func(file *os.File) error {
		download.destination = file
		return download.run(ctx)
	})
	if err != nil {
		return nil, err
	}
	return download.info, nil
}

// checkTarget refuses a path that a rename would fail for after all the work, or
// would harm: a device such as /dev/null would become a file.
func checkTarget(path string) error {
	if _, name := filepath.Split(path); name == "" {
		return fmt.Errorf("whatsapp: the download needs the path of a file, not %q", path)
	}
	if found, err := os.Stat(path); err == nil && !found.Mode().IsRegular() {
		return fmt.Errorf("whatsapp: %q is there and is no regular file; to write to something else, use Download", path)
	}
	return nil
}

// writeFile gives the path what fill has written, or leaves it as it is. The name
// of the temporary file is none of the path's, which may be as long as names can
// be.
func writeFile(path string, fill func(*os.File) error) (err error) {
	folder := filepath.Dir(path)
	temporary := filepath.Join(folder, ".download-"+rand.Text())
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) // as os.Create: the umask decides
	if err != nil {
		return fmt.Errorf("whatsapp: create a temporary file for the media: %w", err)
	}
	complete := false
	defer func() {
		if !complete {
			file.Close()
			err = errors.Join(err, os.Remove(temporary))
		}
	}()
	if err := fill(file); err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("whatsapp: write the media: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("whatsapp: give the media its name: %w", err)
	}
	complete = true
	syncFolder(folder)
	return nil
}

// syncFolder keeps the name over a loss of power. Not every system can do so for
// a folder, and the file is whole without it.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	_ = folder.Sync()
	folder.Close()
}
