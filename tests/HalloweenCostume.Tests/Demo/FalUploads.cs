using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace HalloweenCostume.Tests.Demo;

/// <summary>Uploads to the emulator's storage.</summary>
internal static class FalUploads
{
    public static async Task<(string UploadUrl, string FileUrl)> InitiateAsync(
        FalCaller caller, string name, string kind = "initiate", params (string Name, string Value)[] headers)
    {
        using var response = await caller.PostAsync(new { file_name = name, content_type = "application/x-test" }, $"storage/upload/{kind}?storage_type=fal-cdn-v3", headers);
        var answer = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>())!;
        return (answer.GetProperty("upload_url").GetString()!, answer.GetProperty("file_url").GetString()!);
    }

    /// <returns>The file's URL.</returns>
    public static async Task<string> PutAsync(FalCaller caller, string name, byte[] content, params (string Name, string Value)[] headers)
    {
        var (uploadUrl, fileUrl) = await InitiateAsync(caller, name, "initiate", headers);
        using var response = await PutAsync(uploadUrl, content);
        response.EnsureSuccessStatusCode();
        return fileUrl;
    }

    /// <summary>Without a key, as the protocol asks.</summary>
    public static async Task<HttpResponseMessage> PutAsync(string url, byte[] content)
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-test") } };
        return await http.PutAsync(url, body);
    }
}
