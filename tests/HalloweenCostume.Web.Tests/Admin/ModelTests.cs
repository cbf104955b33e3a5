using System.Buffers.Binary;
using System.Text;
using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

[Collection(nameof(SecondSiteTestGroup))]
public class ModelTests(Browser browser)
{
    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task A_model_is_uploaded_changed_retired_brought_back_and_deleted(int width, int height)
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Models");
        await Expect(visit.Items).ToHaveCountAsync(3);

        await visit.Page.GetByText("Add a model").ClickAsync();
        await visit.Field("Whose face it is").SelectOptionAsync("John Doe");
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("File", "Choose a file.");
        // The tensor is cut off.
        await visit.Field("File").SetInputFilesAsync(Weights(cut: 2));
        await visit.Field("Trigger word").FillAsync("two words");
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("Trigger word", "Trigger word must be one word of 1 to 50 characters.");
        await visit.Field("Trigger word").FillAsync("johnnew");
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("File", "it was cut off or added to");
        await Expect(visit.Field("Trigger word")).ToHaveValueAsync("johnnew");

        var uploads = visit.Requests("/api/lora-uploads");
        await visit.Field("File").SetInputFilesAsync(Weights());
        await visit.Field("Scale").FillAsync("9");
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("Scale", "Scale must be a number above 0 and at most 4.");
        await visit.Field("Scale").FillAsync("0.85");
        await visit.Field("Jane Doe").CheckAsync();
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectFactAsync("johnnew", "Used by", "John Doe, Jane Doe");
        await visit.ExpectFactAsync("johnnew", "Scale", "0.85");
        await visit.ExpectFactAsync("johnnew", "Weights", "File, 1 KB");
        // What is there already is not sent again.
        Assert.Single(uploads);

        await visit.DoAsync("johnnew", "Change");
        await visit.Field("Trigger word").FillAsync("johnny");
        await visit.Field("Everybody").CheckAsync();
        await Expect(visit.Field("Jane Doe")).ToBeDisabledAsync();
        await visit.Button("Save").ClickAsync();
        await visit.ExpectFactAsync("johnny", "Used by", "Everybody");

        await visit.DoAsync("johnny", "Retire");
        await Expect(visit.Item("johnny").Locator(".badge")).ToHaveTextAsync("Retired");
        using var http = site.AsAdmin();
        Assert.DoesNotContain("johnny", await http.GetStringAsync("/api/get-lora-models"), StringComparison.Ordinal);
        await visit.DoAsync("johnny", "Bring back");
        await Expect(visit.Item("johnny").Locator(".badge")).ToBeHiddenAsync();
        Assert.Contains("johnny", await http.GetStringAsync("/api/get-lora-models"), StringComparison.Ordinal);

        await visit.DoAsync("johnny", "Delete");
        await Expect(visit.Dialog).ToHaveAccessibleDescriptionAsync("The model and its weights are deleted for good. Pictures that were made with it stay. To only stop offering it, retire it.");
        await Expect(visit.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Dialog).ToBeHiddenAsync();
        await Expect(visit.Items).ToHaveCountAsync(4);
        await visit.DoAsync("johnny", "Delete");
        await visit.Button("Delete for good").ClickAsync();
        await Expect(visit.Item("johnny")).ToHaveCountAsync(0);
        Assert.Empty(await visit.PolicyViolationsAsync());
        Assert.Empty(visit.TroublesBut("400"));
    }

    [Fact]
    public async Task An_upload_shows_how_far_it_is_and_can_be_cancelled()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Models");
        await visit.Page.GetByText("Add a model").ClickAsync();
        await visit.Field("Trigger word").FillAsync("slowly");
        await visit.Field("File").SetInputFilesAsync(Weights(3_000_000));
        // A slow line: 3 MB take half a minute.
        var line = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await line.SendAsync("Network.enable");
        await SlowAsync(100_000);
        await visit.Button("Add model").ClickAsync();
        await Expect(visit.Page.GetByText("of 3.0 MB")).ToBeVisibleAsync();
        await Expect(visit.Button("Cancel")).ToBeFocusedAsync();
        await Parts.UntilAsync(async () => await visit.Page.GetByRole(AriaRole.Progressbar).EvaluateAsync<double>("bar => bar.value") is > 0 and < 1, "something has left");
        await visit.Button("Cancel").ClickAsync();
        await visit.ExpectRefusedAsync("File", "The upload was cancelled.");
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToBeHiddenAsync();
        await Expect(visit.Field("Trigger word")).ToHaveValueAsync("slowly");

        await SlowAsync(-1);
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectFactAsync("slowly", "Weights", "File, 3.0 MB");
        Assert.Empty(visit.TroublesBut("ERR_ABORTED"));

        Task SlowAsync(int bytesPerSecond) => line.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond,
        });
    }

    [Fact]
    public async Task A_model_may_lie_at_an_address_that_everybody_can_read()
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site);
        await visit.OpenAdminAsync();
        await visit.GoToAsync("Models");
        await visit.Page.GetByText("Add a model").ClickAsync();
        await visit.Field("Trigger word").FillAsync("afar");
        await visit.Page.GetByText("An address").ClickAsync();
        await visit.Field("Address").FillAsync("http://models.example/a.safetensors");
        await visit.Button("Add model").ClickAsync();
        await visit.ExpectRefusedAsync("Address", "https");
        await Expect(visit.Page.GetByLabel("File", new() { Exact = true })).ToBeHiddenAsync();
        await Expect(visit.Items).ToHaveCountAsync(3);
        Assert.Empty(visit.TroublesBut("400"));
    }

    /// <summary>A safetensors file of one tensor.</summary>
    /// <param name="cut">Bytes that are missing at its end.</param>
    internal static FilePayload Weights(int bytes = 8, int cut = 0)
    {
        var header = Encoding.ASCII.GetBytes($$$"""{"lora_A.weight":{"dtype":"U8","shape":[{{{bytes}}}],"data_offsets":[0,{{{bytes}}}]}}""");
        var file = new byte[8 + header.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return new() { Name = $"{bytes}-{cut}.safetensors", MimeType = "application/octet-stream", Buffer = file[..^cut] };
    }
}
