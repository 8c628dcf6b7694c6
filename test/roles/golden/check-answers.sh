#!/bin/sh
exec nc -z "$1" "$2"
