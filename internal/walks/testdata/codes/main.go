// Codes prints receipts with a tracking code and a PIN, and reads the codes
// that come on its standard input.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/samad111/go-samad/tracking"
)

func main() {
	if err := receipts(3); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		code, err := tracking.Parse(in.Text())
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(code.Format(), code.Speak("en"))
	}
}

func receipts(n int) error {
	var minter tracking.Minter
	for range n {
		code, err := minter.NewCode()
		if err != nil {
			return err
		}
		pin, err := minter.NewPIN()
		if err != nil {
			return err
		}
		fmt.Println("کد رهگیری:", code.Format("fa"), "رمز:", pin.Reveal("fa"))
	}
	return nil
}
