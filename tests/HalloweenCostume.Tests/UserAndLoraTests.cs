using System.Net;
using System.Text.Json;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

public sealed class UserAndLoraTests
{
    [Fact]
    public async Task Users_are_listed_by_name_whatever_its_case()
    {
        await using var host = await LocalHost.StartAsync(samples: false);
        var people = host.Services.GetRequiredService<PeopleDb>();
        foreach (var (first, last) in new[] { ("Zoë", "<b>Doe</b>"), ("alice", "Roe"), ("Bob", "Doe"), ("Alice", "Doe") })
            await people.AddAsync(first, last, CancellationToken.None);

        var users = await host.Http.GetJsonAsync("/api/users");

        Assert.Equal(
            ["""{"id":4,"firstName":"Alice","lastName":"Doe"}""", """{"id":2,"firstName":"alice","lastName":"Roe"}""",
             """{"id":3,"firstName":"Bob","lastName":"Doe"}""", """{"id":1,"firstName":"Zoë","lastName":"<b>Doe</b>"}"""],
            users.EnumerateArray().Select(user => user.GetRawText()));
    }

    [Fact]
    public async Task Without_people_the_list_is_empty()
    {
        await using var host = await LocalHost.StartAsync(samples: false);
        Assert.Equal("[]", (await host.Http.GetJsonAsync("/api/users")).GetRawText());
        Assert.Equal("[]", (await host.Http.GetJsonAsync("/api/get-lora-models")).GetRawText());
    }

    [Fact]
    public async Task A_user_may_use_the_shared_models_and_their_own()
    {
        await using var host = await LocalHost.StartAsync();

        Assert.Equal([2, 1, 3], Ids(await host.Http.GetJsonAsync("/api/get-lora-models")));
        Assert.Equal([1, 3], Ids(await host.Http.GetJsonAsync("/api/get-lora-models?userId=1")));
        Assert.Equal([2, 3], Ids(await host.Http.GetJsonAsync("/api/get-lora-models?userId=2")));
        Assert.Equal("""{"id":3,"personId":3,"firstName":"Sample","lastName":"Skeleton","trigger":"sampleskeleton"}""",
            (await host.Http.GetJsonAsync("/api/get-lora-models?userId=3"))[0].GetRawText());
        using var unknown = await host.Http.GetAsync("/api/get-lora-models?userId=99");
        await unknown.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_model_out_of_use_is_not_listed_and_makes_no_pictures()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        await host.Services.GetRequiredService<LoraFiles>().RemoveAsync(1, CancellationToken.None);

        Assert.Equal([2, 3], Ids(await host.Http.GetJsonAsync("/api/get-lora-models")));
        Assert.Equal([3], Ids(await host.Http.GetJsonAsync("/api/get-lora-models?userId=1")));
        using var refused = await host.Http.SendAsync(Api.Generate(Api.Portrait()));
        await refused.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Single((await host.Http.GetJsonAsync("/api/images/1")).Images());
    }

    [Fact]
    public async Task A_model_on_the_web_is_given_to_fal_by_its_address()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Http.GenerateAsync();
        var address = host.Fal.Journal.Submits[^1].Input!.Value.GetProperty("loras")[0].GetProperty("path").GetString();
        var id = await host.Services.GetRequiredService<LoraDb>().AddAsync(new(2, "webby", 1.5, true, null, address), CancellationToken.None);

        using var made = await host.Http.SendAsync(Api.Generate(new { prompt = "a webby ghost", loraId = id, num_images = 1 }));

        Assert.Equal("completed", (await made.JsonAsync()).Status());
        var lora = host.Fal.Journal.Submits[^1].Input!.Value.GetProperty("loras")[0];
        Assert.Equal((address, 1.5), (lora.GetProperty("path").GetString(), lora.GetProperty("scale").GetDouble()));
    }

    private static IEnumerable<long> Ids(JsonElement models) => models.EnumerateArray().Select(model => model.GetProperty("id").GetInt64());
}
