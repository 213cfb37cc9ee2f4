@echo off
rem Opens the course in the browser: with Python where there is one, else with PowerShell, which Windows has.
cd /d "%~dp0site"
py -3 -c "import http.server" >nul 2>&1
if not errorlevel 1 ( py -3 serve.py %* & goto end )
python -c "import http.server" >nul 2>&1
if not errorlevel 1 ( python serve.py %* & goto end )
powershell -NoProfile -ExecutionPolicy Bypass -File serve.ps1
:end
if errorlevel 1 pause
