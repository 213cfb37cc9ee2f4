# Hands out this folder to the browser on this computer alone, and opens it. "localhost" needs no administrator.
$folder = (Resolve-Path $PSScriptRoot).Path
$address = "http://localhost:48127/"
$types = @{
    ".html" = "text/html; charset=utf-8"; ".js" = "text/javascript"
    ".css" = "text/css"; ".json" = "application/json"; ".ipynb" = "application/json"
    ".wasm" = "application/wasm"; ".svg" = "image/svg+xml"; ".png" = "image/png"; ".webp" = "image/webp"; ".txt" = "text/plain"
}
$listener = New-Object System.Net.HttpListener
$listener.Prefixes.Add($address)
try { $listener.Start() } catch {
    Write-Host "The course is running already, and opens at $address"
    Write-Host "If something else opens, another program uses its port: restart the computer, then try again."
    Start-Process $address
    exit 1
}
Write-Host "The course is open at $address"
Write-Host "Keep this window open while you work. To end: close it."
Start-Process $address
while ($listener.IsListening) {
    $context = $listener.GetContext()
    $response = $context.Response
    try {
        $name = [Uri]::UnescapeDataString($context.Request.Url.AbsolutePath).TrimStart("/")
        $path = [IO.Path]::GetFullPath([IO.Path]::Combine($folder, $name))
        if ([IO.Directory]::Exists($path)) { $path = [IO.Path]::Combine($path, "index.html") }
        if ($path.StartsWith($folder + "\") -and [IO.File]::Exists($path)) {
            $type = $types[[IO.Path]::GetExtension($path).ToLower()]
            $response.ContentType = if ($type) { $type } else { "application/octet-stream" }
            $bytes = [IO.File]::ReadAllBytes($path)
            $response.ContentLength64 = $bytes.Length
            if ($context.Request.HttpMethod -ne "HEAD") { $response.OutputStream.Write($bytes, 0, $bytes.Length) }
        } else { $response.StatusCode = 404 }
    } catch { } finally { $response.Close() }
}
