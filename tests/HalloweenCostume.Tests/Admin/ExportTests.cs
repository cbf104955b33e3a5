using System.IO.Compression;
using System.Net;
using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

public sealed class ExportTests(AdminHost host) : IClassFixture<AdminHost>
{
    [Fact]
    public async Task Of_somebody_without_pictures_there_is_what_they_are_called()
    {
        var id = await host.AddPersonAsync("Ännchen", "O'Doe");

        using var zip = await ExportAsync(id);

        Assert.Equal(["person.json"], zip.Entries.Select(entry => entry.FullName));
        var content = Content(zip);
        Assert.Equal(("Ännchen", "O'Doe", id), (content.GetProperty("person").GetProperty("firstName").GetString(), content.GetProperty("person").GetProperty("lastName").GetString(), content.GetProperty("person").Number()));
        Assert.Equal((0, 0, 0), (content.GetProperty("models").GetArrayLength(), content.GetProperty("images").GetArrayLength(), content.GetProperty("keys").GetArrayLength()));
    }

    [Fact]
    public async Task All_that_is_kept_of_somebody_is_in_it_byte_for_byte()
    {
        for (var time = 0; time < 3; time++)
            await host.GenerateAsync(1, 1, 4, $"a knight, number {time}");
        var failed = await host.GenerateAsync(1, 3, 1, "a failing one");
        await host.GenerateAsync(2, 2);
        var page = await host.Http.GetJsonAsync("/api/images/1?limit=100");
        var deleted = page.Images()[5];
        using (await host.Http.DeleteAsync($"/api/images/1/{deleted.Id()}")) { }
        var key = await host.IssueAsync(new { name = "John's phone", role = "person", userId = 1 });

        using var zip = await ExportAsync(1);

        var content = Content(zip);
        var listed = content.GetProperty("images").EnumerateArray().ToDictionary(image => image.Id());
        Assert.Equal(13, listed.Count);
        Assert.Equal(13, zip.Entries.Count(entry => !entry.FullName.StartsWith("models/", StringComparison.Ordinal)));
        foreach (var image in page.Images())
        {
            var entry = listed[image.Id()];
            Assert.Equal(image.GetProperty("prompt").GetString(), entry.GetProperty("prompt").GetString());
            Assert.Equal(image.Id() != deleted.Id(), entry.IsNull("deletedAt"));
            Assert.Equal(await ObjectAsync("halloween-costume-generated-images", image.GetProperty("path").GetString()!), Bytes(zip, entry.GetProperty("file").GetString()!));
        }

        var without = listed[failed.Images()[0].Id()];
        Assert.True(without.IsNull("file") && without.GetProperty("error").GetString()!.Length > 0);
        var model = content.GetProperty("models").EnumerateArray().Single();
        Assert.Equal("johndoe", model.GetProperty("trigger").GetString());
        var weights = Assert.Single(Upload.Stored(host), name => Bytes(zip, "models/1.safetensors").SequenceEqual(File.ReadAllBytes(Path.Combine(host.Host.Folder, "objects", "halloween-costume-loras", name))));
        Assert.NotEmpty(weights);
        Assert.Equal("John's phone", content.GetProperty("keys").EnumerateArray().Single().GetProperty("name").GetString());
        using var text = new StreamReader(zip.GetEntry("person.json")!.Open());
        Assert.DoesNotContain(key.GetProperty("key").GetString()!, await text.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_begins_before_it_is_whole_and_a_reader_that_goes_away_harms_nothing()
    {
        var id = await host.AddPersonAsync("Long");
        var upload = await Upload.StoredAsync(host, LoraFile.Of(64 << 20));
        using (var registered = await upload.RegisterAsync(host, id))
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);

        using (var export = await host.Http.GetAsync($"/api/people/{id}/export", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Null(export.Content.Headers.ContentLength);
            await using var body = await export.Content.ReadAsStreamAsync();
            var start = new byte[4];
            await body.ReadExactlyAsync(start);
            Assert.Equal("PK\u0003\u0004"u8.ToArray(), start);
        }

        using var zip = await ExportAsync(id);
        Assert.Equal(64 << 20, zip.Entries.Single(entry => entry.FullName.StartsWith("models/", StringComparison.Ordinal)).Length - LoraFile.Head(64 << 20).Length);
    }

    private async Task<ZipArchive> ExportAsync(long id)
    {
        using var response = await host.Http.GetAsync($"/api/people/{id}/export");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/zip", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("attachment", $"person-{id}.zip"), (response.Content.Headers.ContentDisposition?.DispositionType, response.Content.Headers.ContentDisposition?.FileName));
        return new(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), ZipArchiveMode.Read);
    }

    private Task<byte[]> ObjectAsync(string bucket, string name) => File.ReadAllBytesAsync(Path.Combine([host.Host.Folder, "objects", bucket, .. name.Split('/')]));

    private static JsonElement Content(ZipArchive zip) => JsonDocument.Parse(Bytes(zip, "person.json")).RootElement;

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var content = new MemoryStream();
        using var entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
