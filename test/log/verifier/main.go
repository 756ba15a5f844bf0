// Verify checks a folder with the files of a C2SP tlog-tiles log, with nothing but the Go team's own packages, so that
// no code of Pedigree has a say in whether Pedigree's logs are sound.
//
//	verify DIR VKEYFILE [FILE ...]
//
// VKEYFILE has a verifier key in each line. It checks the signature of DIR/checkpoint, every tile and every entry.
// DIR may be an address, too: then TOKEN in the environment is the bearer token.
// Further files are, by the end of their names: *.tlog-proof, a receipt for an entry in DIR; *.add-checkpoint, what a
// witness is sent, whose old size must be that of another file; anything else, a checkpoint of the same log, which must
// be consistent with every other one.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify DIR VKEYFILE [FILE ...]")
		os.Exit(2)
	}
	tree, err := verify(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "not intact:", err)
		os.Exit(1)
	}
	fmt.Printf("intact: %d entries, root %v\n", tree.N, tree.Hash)
}

func verify(dir, vkeyFile string, files []string) (tlog.Tree, error) {
	keys, err := readKeys(vkeyFile)
	if err != nil {
		return tlog.Tree{}, err
	}
	folder := folder(dir)
	text, err := folder.get("checkpoint")
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, tree, err := openCheckpoint(text, keys)
	if err != nil {
		return tree, err
	}
	if err := checkEntries(folder, tree); err != nil {
		return tree, err
	}

	trees := []tlog.Tree{tree}
	var others []string
	for _, file := range files {
		if strings.HasSuffix(file, ".tlog-proof") || strings.HasSuffix(file, ".add-checkpoint") {
			others = append(others, file)
			continue
		}
		olderOrigin, older, err := openCheckpointFile(file, keys)
		if err != nil {
			return tree, err
		}
		if olderOrigin != origin {
			return tree, fmt.Errorf("%s is a checkpoint of %s, not of %s", file, olderOrigin, origin)
		}
		trees = append(trees, older)
	}
	if err := checkPairs(folder, tree, trees); err != nil {
		return tree, err
	}
	for _, file := range others {
		if err := checkProofFile(folder, file, trees, keys); err != nil {
			return tree, fmt.Errorf("%s: %w", file, err)
		}
	}
	return tree, nil
}

func readKeys(file string) (note.Verifiers, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var verifiers []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		verifiers = append(verifiers, verifier)
	}
	return note.VerifierList(verifiers...), nil
}

func openCheckpointFile(file string, keys note.Verifiers) (string, tlog.Tree, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	origin, tree, err := openCheckpoint(text, keys)
	if err != nil {
		return "", tree, fmt.Errorf("%s: %w", file, err)
	}
	return origin, tree, nil
}

func openCheckpoint(text []byte, keys note.Verifiers) (string, tlog.Tree, error) {
	opened, err := note.Open(text, keys)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return "", tlog.Tree{}, errors.New("a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return "", tlog.Tree{}, errors.New("the size of the checkpoint is not a number")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return "", tlog.Tree{}, err
	}
	for _, signature := range opened.Sigs {
		if signature.Name == lines[0] {
			return lines[0], tlog.Tree{N: size, Hash: root}, nil
		}
	}
	return "", tlog.Tree{}, fmt.Errorf("no key of %s signed the checkpoint", lines[0])
}

// checkEntries holds every entry against its leaf hash, which the reader of x/mod authenticates against the tree.
func checkEntries(folder folder, tree tlog.Tree) error {
	if tree.N == 0 {
		if tree.Hash != sha256.Sum256(nil) {
			return errors.New("a log without entries has the root of others")
		}
		return nil
	}
	hashes := tlog.TileHashReader(tree, folder)
	for start := int64(0); start < tree.N; start += tileWidth {
		width := tree.N - start
		if width > tileWidth {
			width = tileWidth
		}
		var indexes []int64
		for place := int64(0); place < width; place++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, start+place))
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("tiles of entries from %d on: %w", start, err)
		}
		entries, err := folder.entries(start/tileWidth, int(width))
		if err != nil {
			return err
		}
		for place, entry := range entries {
			if tlog.RecordHash(entry) != leaves[place] {
				return fmt.Errorf("entry hash mismatch at %d", start+int64(place))
			}
		}
	}
	return nil
}

func checkPairs(folder folder, tree tlog.Tree, trees []tlog.Tree) error {
	sort.Slice(trees, func(i, j int) bool { return trees[i].N < trees[j].N })
	if newest := trees[len(trees)-1]; newest.N > tree.N {
		return fmt.Errorf("the log has %d entries and a checkpoint %d", tree.N, newest.N)
	}
	hashes := tlog.TileHashReader(tree, folder)
	for i, older := range trees {
		for _, newer := range trees[i+1:] {
			if older.N == newer.N {
				if older.Hash != newer.Hash {
					return fmt.Errorf("two checkpoints of %d entries differ", older.N)
				}
				continue
			}
			if older.N == 0 {
				continue
			}
			proof, err := tlog.ProveTree(newer.N, older.N, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash); err != nil {
				return fmt.Errorf("from %d to %d entries: %w", older.N, newer.N, err)
			}
		}
	}
	return nil
}

func checkProofFile(folder folder, file string, trees []tlog.Tree, keys note.Verifiers) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	end := strings.Index(string(text), "\n\n")
	if end < 0 {
		return errors.New("no blank line")
	}
	lines := strings.Split(string(text[:end]), "\n")
	_, tree, err := openCheckpoint(text[end+2:], keys)
	if err != nil {
		return err
	}
	if strings.HasSuffix(file, ".add-checkpoint") {
		return checkRequest(lines, tree, trees)
	}
	return checkReceipt(folder, lines, tree)
}

func checkReceipt(folder folder, lines []string, tree tlog.Tree) error {
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("this is not a tlog-proof")
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, hashes, err := numberAndHashes("index ", lines)
	if err != nil {
		return err
	}
	entry, err := folder.entry(index, tree.N)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func checkRequest(lines []string, tree tlog.Tree, trees []tlog.Tree) error {
	oldSize, hashes, err := numberAndHashes("old ", lines)
	if err != nil {
		return err
	}
	for _, older := range trees {
		if older.N == oldSize {
			return tlog.CheckTree(hashes, tree.N, tree.Hash, older.N, older.Hash)
		}
	}
	return fmt.Errorf("no checkpoint of %d entries was given", oldSize)
}

func numberAndHashes(word string, lines []string) (int64, []tlog.Hash, error) {
	if len(lines) == 0 || !strings.HasPrefix(lines[0], word) {
		return 0, nil, fmt.Errorf("no line %q", word)
	}
	number, err := strconv.ParseInt(lines[0][len(word):], 10, 64)
	if err != nil {
		return 0, nil, err
	}
	var hashes []tlog.Hash
	for _, line := range lines[1:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return 0, nil, fmt.Errorf("%q is not a hash", line)
		}
		hashes = append(hashes, *(*tlog.Hash)(hash))
	}
	return number, hashes, nil
}

// A folder has the files of a log. It is the tlog.TileReader that x/mod asks.
type folder string

func (folder) Height() int                     { return tileHeight }
func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (folder folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = folder.read(tile); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// read takes C2SP's path: x/mod's own has the height of tiles in it and calls the entries data.
func (folder folder) read(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
	path = strings.Replace(path, "tile/data/", "tile/entries/", 1)
	return folder.get(path)
}

// get reads a file of the log: below a folder, or below an address, with the token that TOKEN has.
func (folder folder) get(path string) ([]byte, error) {
	if !strings.HasPrefix(string(folder), "http") {
		return os.ReadFile(filepath.Join(string(folder), filepath.FromSlash(path)))
	}
	request, err := http.NewRequest("GET", string(folder)+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (folder folder) entries(index int64, width int) ([][]byte, error) {
	bundle, err := folder.read(tlog.Tile{H: tileHeight, L: -1, N: index, W: width})
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("bundle %d ends within an entry", index)
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		entries = append(entries, bundle[2:end])
		bundle = bundle[end:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("bundle %d has %d entries, not %d", index, len(entries), width)
	}
	return entries, nil
}

func (folder folder) entry(index, size int64) ([]byte, error) {
	if index < 0 || index >= size {
		return nil, fmt.Errorf("no entry %d in a log of %d", index, size)
	}
	width := size - index/tileWidth*tileWidth
	if width > tileWidth {
		width = tileWidth
	}
	entries, err := folder.entries(index/tileWidth, int(width))
	if err != nil {
		return nil, err
	}
	return entries[index%tileWidth], nil
}
