@echo off
rem Opens the course in the browser with PowerShell, which each Windows has.
cd /d "%~dp0site"
powershell -NoProfile -ExecutionPolicy Bypass -File serve.ps1
if errorlevel 1 pause
