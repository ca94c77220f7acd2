#!/bin/bash
# Makes sure that the Debian packages which the tests need are there: real servers, a real browser.
set -u -o pipefail

# Servers lie in a folder that ordinary users do not search.
installed() { [ -n "$(PATH=$PATH:/usr/sbin command -v "$1")" ]; }

present() {
    case $1 in
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        fonts-noto-color-emoji) [ -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ] ;;
        redis-server | chromium) command -v "$1" >/dev/null ;;
        nginx-light) installed nginx ;;
        haproxy) installed haproxy ;;
        nodejs) command -v node >/dev/null ;;
    esac
}

missing=()
for package in redis-server postgresql chromium fonts-noto-color-emoji nodejs \
    nginx-light haproxy; do
    present "$package" || missing+=("$package")
done
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    printf '%s\n' "The tests need these Debian packages: ${missing[*]}" \
        "Run this once, then try again:" \
        "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq &&
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null || {
    echo "apt-get could not install ${missing[*]}" >&2
    exit 1
}
