package whatsapp

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

// DownloadFile downloads a media object to a file, completely or not at all:
// the bytes go to a temporary file in the same folder, which is renamed when
// they are complete, checked and on the disk. The new file has the permissions
// of the file that it replaces. A symbolic link is replaced, not its target.
//
// The name of the temporary file begins with ".download-". The file is removed
// after any error; only a process that is killed leaves it behind, and then it
// can be deleted. A path that cannot be written, for example because its folder
// is missing, fails before anything is fetched. To write to a device or a pipe,
// use [MediaService.Download].
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. Otherwise it works like
// [MediaService.Download].
func (s *MediaService) DownloadFile(ctx context.Context, mediaID, path string, options *DownloadOptions, opts ...RequestOption) (*MediaInfo, error) {
	if err := atomicfile.Check(path); err != nil {
		return nil, fmt.Errorf("whatsapp: download to a file: %w", err)
	}
	download, err := s.newDownload(ctx, mediaID, options, opts)
	if err != nil {
		return nil, err
	}
	if err := download.toFile(ctx, path); err != nil {
		return nil, err
	}
	return download.info, nil
}

func (d *download) toFile(ctx context.Context, path string) (err error) {
	file, err := atomicfile.Create(path)
	if err != nil {
		return fmt.Errorf("whatsapp: create a temporary file for the media: %w", err)
	}
	defer func() { err = errors.Join(err, file.Discard()) }()
	d.destination = file
	if err := d.run(ctx); err != nil {
		return err
	}
	if err := file.Commit(); err != nil {
		return fmt.Errorf("whatsapp: save the media: %w", err)
	}
	return nil
}
