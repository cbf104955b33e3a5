using Benchmarks;

// One command makes all of the README's figures: dotnet run -c Release --project tests/Benchmarks
// (with a name, one of them: gallery, latency, site, start). "bare" is the peer's own process.
if (args is ["bare", var file])
    return await BarePeer.ServeAsync(file);

var wanted = args is [var name] ? name : "all";
Console.WriteLine(Machine.Description);
using var program = await PublishedProgram.PublishAsync();
if (wanted is "all" or "start")
    await StartBenchmark.RunAsync(program);
if (wanted is "all" or "latency")
    await LatencyBenchmark.RunAsync(program);
if (wanted is "all" or "gallery")
    await GalleryBenchmark.RunAsync(program);
if (wanted is "all" or "site")
    await SiteBenchmark.RunAsync(program);
return 0;
