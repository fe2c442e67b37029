package main

import (
	"fmt"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs"
	"github.com/samad111/go-samad/storage/blobs/clamd"
)

// attachmentFolder is where attachments lie, "" when none are taken.
func attachmentFolder(o options) string {
	switch path, ok := strings.CutPrefix(o.DB, "sqlite:"); {
	case o.Attachments == "off":
		return ""
	case o.Attachments != "":
		return o.Attachments
	case ok && path != "":
		return path + ".attachments"
	default:
		return ""
	}
}

// openAttachments opens the folder of attachments and makes the scanner. Both
// are nil where the settings say so.
func openAttachments(o options) (*blobs.Dir, samad.Scanner, error) {
	folder := attachmentFolder(o)
	if folder == "" {
		return nil, nil, nil
	}
	var scanner samad.Scanner
	if o.Clamd != "" {
		client, err := clamd.New(o.Clamd, 0)
		if err != nil {
			return nil, nil, fmt.Errorf("--clamd: %w", err)
		}
		scanner = client
	}
	dir, err := blobs.OpenDir(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("--attachments: %w", err)
	}
	return dir, scanner, nil
}
