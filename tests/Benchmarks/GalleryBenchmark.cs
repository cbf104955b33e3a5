using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using Dapper;
using HalloweenCostume.Tests.Hosting;

namespace Benchmarks;

/// <summary><c>GET /api/images/{userId}?limit=20</c> with signed URLs on 100,000 pictures of one person, over 16 connections.</summary>
internal static class GalleryBenchmark
{
    private const int Pictures = 100_000;
    private const int Deep = 80_000;
    private const int Connections = 16;
    private static readonly string _key = AccessKey.New();
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(PublishedProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("halloween-gallery-");
        Fill(folder.FullName);
        var (process, address) = program.Start(folder.FullName);
        await PublishedProgram.ReadyAsync(new Uri(address, "/api/health"));
        using var http = new HttpClient { BaseAddress = address };
        var top = await CursorsAsync(http, address, 0);
        var deep = await CursorsAsync(http, address, Deep);

        const string first = "/api/images/1?limit=20";
        var page = Path.Combine(folder.FullName, "page.json");
        await File.WriteAllBytesAsync(page, await http.GetByteArrayAsync(first));
        var bareAddress = new Uri($"http://127.0.0.1:{PublishedProgram.FreePort()}");
        using var bare = StartBare(page, bareAddress);
        await PublishedProgram.ReadyAsync(bareAddress);

        var rows = new List<(string What, LoadResult Result)>
        {
            ("bare Kestrel, the same bytes from memory", await MeasureAsync(bareAddress, _ => "/")),
            ("first page", await MeasureAsync(address, _ => first)),
            ("80,000 rows deep (cursor)", await MeasureAsync(address, _ => $"{first}&cursor={deep[0]}")),
            ("80,000 rows deep (page=4001)", await MeasureAsync(address, _ => $"{first}&page=4001")),
            ("900 different pages from the top on", await MeasureAsync(address, request => $"{first}&cursor={top[request % top.Count]}")),
            ("900 different pages from 80,000 rows deep on", await MeasureAsync(address, request => $"{first}&cursor={deep[request % deep.Count]}")),
            ("900 different pages around there, by page=", await MeasureAsync(address, request => $"{first}&page={4001 + (request % 900)}")),
        };
        process.Refresh();
        var memory = process.WorkingSet64 / 1_048_576.0;
        await PublishedProgram.StopAsync(process);
        rows.Add(("first page, with a key", await WithKeyAsync(program, folder.FullName, first)));
        await PublishedProgram.StopAsync(bare);
        folder.Delete(recursive: true);
        Print(rows, memory);
    }

    // Each request has its key looked up in the database.
    private static async Task<LoadResult> WithKeyAsync(PublishedProgram program, string folder, string path)
    {
        var (process, address) = program.Start(folder, new Dictionary<string, string> { ["ACCESS"] = "keys" });
        await PublishedProgram.ReadyAsync(new Uri(address, "/api/health"));
        var result = await MeasureAsync(address, _ => path, $"Authorization: Bearer {_key}\r\n");
        await PublishedProgram.StopAsync(process);
        return result;
    }

    private static async Task<LoadResult> MeasureAsync(Uri address, Func<int, string> path, string headers = "")
    {
        await Load.RunAsync(address, path, Connections, _warmUp, headers);
        return await Load.RunAsync(address, path, Connections, _measured, headers);
    }

    // 900 cursors in a row: more pages than are kept in memory, so that each is read and signed anew.
    private static async Task<List<string>> CursorsAsync(HttpClient http, Uri address, int skip)
    {
        var page = await http.GetFromJsonAsync<JsonElement>(new Uri(address, $"/api/images/1?limit=20&page={1 + (skip / 20)}"));
        var cursors = new List<string>();
        for (var cursor = page.GetProperty("nextCursor").GetString(); cursor is not null && cursors.Count < 900; cursor = page.GetProperty("nextCursor").GetString())
        {
            cursors.Add(cursor);
            page = await http.GetFromJsonAsync<JsonElement>(new Uri(address, $"/api/images/1?limit=20&cursor={cursor}"));
        }

        return cursors;
    }

    private static void Fill(string folder)
    {
        var options = new DatabaseOptions(Path.Combine(folder, "halloween.db"), "WAL");
        using var source = new SqliteDataSource(options);
        using var database = new Database(source);
        Migrations.Run(options, database);
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            """
            INSERT INTO people (id, first_name, last_name, created_at) VALUES (1, 'Sample', 'Person', 0);
            INSERT INTO loras (id, person_id, trigger_word, url, created_at) VALUES (1, 1, 'sample', 'https://example.org/sample.safetensors', 0);
            INSERT INTO access_keys (key_hash, name, role, created_at) VALUES (@hash, 'Benchmark', 'household', 0);
            """, new { hash = AccessKey.Hash(_key) });
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < Pictures; i += 4)
        {
            var generation = Guid.CreateVersion7(start.AddSeconds(i)).ToString();
            connection.Execute(
                """
                INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, completed_at)
                VALUES (@generation, 1, 1, 'A portrait of sample as a pirate captain in front of a haunted house at full moon.', 4, 'completed', @at, @at)
                """, new { generation, at = start.AddSeconds(i).ToUnixTimeMilliseconds() });
            connection.Execute(
                """
                INSERT INTO images (id, generation_id, person_id, position, status, seed, width, height, content_type, bucket, object_name, thumbhash, created_at)
                VALUES (@id, @generation, 1, @position, 'ready', 1234567890, 768, 1024, 'image/jpeg', 'halloween-costume-generated-images', '1/' || @id || '.jpg',
                        'jNkBBQBoe3i4DhZltpTlmMysUN0L', @at)
                """, Enumerable.Range(0, 4).Select(position => new
                {
                    id = Guid.CreateVersion7(start.AddSeconds(i)).ToString(), generation, position, at = start.AddSeconds(i + position).ToUnixTimeMilliseconds(),
                }));
        }

        transaction.Commit();
    }

    private static Process StartBare(string page, Uri address)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["bare", page]);
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        return Process.Start(start)!;
    }

    private static void Print(List<(string What, LoadResult Result)> rows, double memory)
    {
        Console.WriteLine("\n| GET /api/images, 100,000 pictures, 16 connections | requests/s | of bare Kestrel | median ms | p99 ms |\n|---|---:|---:|---:|---:|");
        foreach (var (what, result) in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {result.PerSecond:N0} | {result.PerSecond / rows[0].Result.PerSecond:F2} | {result.Median.TotalMilliseconds:F2} | {result.P99.TotalMilliseconds:F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nResident memory after it: {memory:F0} MB."));
    }
}
