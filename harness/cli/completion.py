"""`hallmark completion`: prints what makes a shell complete verbs, options, profiles and requirements."""

from __future__ import annotations

import click

from harness.cli.terminal.completing import VARIABLE


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash: hallmark completion bash > ~/.local/share/bash-completion/completions/hallmark
    zsh:  hallmark completion zsh > a file _hallmark in a folder of $fpath
    fish: hallmark completion fish > ~/.config/fish/completions/hallmark.fish
    """
    from click.shell_completion import get_completion_class

    from harness.cli.main import hallmark
    from harness.cli.terminal.output import write_text

    kind = get_completion_class(shell)
    assert kind is not None
    write_text(kind(hallmark, {}, "hallmark", VARIABLE).source().rstrip("\n"))
